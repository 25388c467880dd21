import { type Static, Type } from "typebox";
import { type ChannelEnv, defineChannel, type Sender } from "../channel.ts";
import { cutBytes, openRobot } from "../robot.ts";
import { dingTalkSign } from "../signature.ts";

const Settings = Type.Object(
  {
    urlFile: Type.String({ minLength: 1, description: "the robot's address with its access_token: a secret" }),
    secretFile: Type.Optional(
      Type.String({ minLength: 1, description: "SEC…, if the robot demands signatures (加签)" }),
    ),
    keyword: Type.Optional(
      Type.String({ maxLength: 40, description: "put before each message, if the robot demands one" }),
    ),
    mentionMobiles: Type.Array(Type.String({ pattern: "^\\+?\\d{5,20}$" }), { default: [], maxItems: 50 }),
  },
  { additionalProperties: false },
);

/** A group robot of DingTalk (钉钉自定义机器人): `timestamp` and `sign` stand in the address, valid for an hour; 20 messages a minute. */
const openDingTalk = (settings: Static<typeof Settings>, env: ChannelEnv): Sender => {
  const address = env.secret("urlFile", settings.urlFile);
  const secret = settings.secretFile === undefined ? undefined : env.secret("secretFile", settings.secretFile);
  const head = settings.keyword === undefined ? "" : `${settings.keyword} `;
  const signed = (now: number): string => {
    const url = new URL(address);
    if (secret === undefined) return url.href;
    url.searchParams.set("timestamp", String(now));
    url.searchParams.set("sign", dingTalkSign(secret, now));
    return url.href;
  };
  return openRobot(
    {
      code: "errcode",
      message: "errmsg",
      busy: [130101, 130103, 410100],
      refused: [400013, 430101, 430102, 430103, 430104],
      request: ({ text, mention }, now) => ({
        url: signed(now),
        body: {
          msgtype: "text",
          text: { content: cutBytes(`${head}${text}`, 18_000) },
          at: { atMobiles: [...settings.mentionMobiles, ...mention], isAtAll: false },
        },
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
  open: openDingTalk,
});
