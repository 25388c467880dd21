import { type Static, Type } from "typebox";
import { type ChannelEnv, defineChannel, type Sender } from "../channel.ts";
import { cutBytes, openRobot } from "../robot.ts";
import { feishuSign } from "../signature.ts";

const Settings = Type.Object(
  {
    urlFile: Type.String({ minLength: 1, description: "the robot's address: a secret" }),
    secretFile: Type.Optional(Type.String({ minLength: 1, description: "if the robot demands signatures (签名校验)" })),
  },
  { additionalProperties: false },
);

/** A group robot of Feishu or Lark (飞书自定义机器人): `timestamp` (seconds) and `sign` stand in the body, valid for an hour; at most 20 KB. */
const openFeishu = (settings: Static<typeof Settings>, env: ChannelEnv): Sender => {
  const url = env.secret("urlFile", settings.urlFile);
  const secret = settings.secretFile === undefined ? undefined : env.secret("secretFile", settings.secretFile);
  const signed = (now: number): Record<string, string> => {
    const seconds = Math.floor(now / 1000);
    return secret === undefined ? {} : { timestamp: String(seconds), sign: feishuSign(secret, seconds) };
  };
  return openRobot(
    {
      code: "code",
      message: "msg",
      busy: [9499, 11232],
      refused: [19024],
      request: ({ text }, now) => ({
        url,
        body: { ...signed(now), msg_type: "text", content: { text: cutBytes(text, 18_000) } },
      }),
    },
    env,
  );
};

export default defineChannel({
  settings: Settings,
  recipients: "none",
  joins: true,
  promise: {
    en: "at least once; a repetition is told only by the number at its end",
    "zh-CN": "至少一次；重发的消息只能凭末尾编号识别",
  },
  open: openFeishu,
});
