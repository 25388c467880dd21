import { type Static, Type } from "typebox";
import { type ChannelEnv, defineChannel, type Sender } from "../channel.ts";
import { cutBytes, openRobot } from "../robot.ts";

const Settings = Type.Object(
  {
    urlFile: Type.String({ minLength: 1, description: "the robot's address with its key: a secret" }),
    mentionMobiles: Type.Array(Type.String({ pattern: "^(@all|\\+?\\d{5,20})$" }), { default: [], maxItems: 50 }),
  },
  { additionalProperties: false },
);

/** A group robot of WeCom (企业微信群机器人): the key in its address is all it checks; text of at most 2048 bytes, 20 messages a minute. */
const openWeCom = ({ urlFile, mentionMobiles }: Static<typeof Settings>, env: ChannelEnv): Sender => {
  const url = env.secret("urlFile", urlFile);
  const mentioned = (mention: readonly string[]): { mentioned_mobile_list?: string[] } => {
    const all = [...mentionMobiles, ...mention];
    return all.length > 0 ? { mentioned_mobile_list: all } : {};
  };
  return openRobot(
    {
      code: "errcode",
      message: "errmsg",
      busy: [45009, 45033],
      refused: [40058, 45002],
      request: ({ text, mention }) => ({
        url,
        body: { msgtype: "text", text: { content: cutBytes(text, 2048), ...mentioned(mention) } },
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
  open: openWeCom,
});
