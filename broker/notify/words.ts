import type { Localized, NotificationItem, NotifyEvent } from "../../contract/index.ts";

/** What a message is headed with. */
export const eventTitles: Readonly<Record<NotifyEvent, Localized>> = {
  "fault.opened": { en: "Fault", "zh-CN": "故障" },
  "ticket.opened": { en: "New ticket", "zh-CN": "新工单" },
  "ticket.faultAdded": { en: "One more fault", "zh-CN": "新增故障" },
  "ticket.repeated": { en: "It came back", "zh-CN": "故障重现" },
  "ticket.faultCleared": { en: "Fault is gone", "zh-CN": "故障消除" },
  "ticket.diagnosis": { en: "Diagnosis", "zh-CN": "诊断结果" },
  "ticket.assigned": { en: "Assigned", "zh-CN": "已指派" },
  "ticket.accepted": { en: "Accepted", "zh-CN": "已受理" },
  "ticket.contacted": { en: "Site contacted", "zh-CN": "已联系现场" },
  "ticket.planned": { en: "Plan", "zh-CN": "处理方案" },
  "ticket.remoteWork": { en: "Remote work", "zh-CN": "远程处理" },
  "ticket.waiting": { en: "Waiting", "zh-CN": "等待中" },
  "ticket.resumed": { en: "Goes on", "zh-CN": "继续处理" },
  "ticket.dispatched": { en: "On the way", "zh-CN": "已派工" },
  "ticket.arrived": { en: "On site", "zh-CN": "已到场" },
  "ticket.restored": { en: "Service is back", "zh-CN": "服务已恢复" },
  "ticket.comment": { en: "Comment", "zh-CN": "备注" },
  "ticket.resolved": { en: "Resolved", "zh-CN": "已解决" },
  "ticket.confirmed": { en: "Confirmed", "zh-CN": "客户已确认" },
  "ticket.scored": { en: "The customer's opinion", "zh-CN": "客户评价" },
  "ticket.closed": { en: "Closed", "zh-CN": "已关闭" },
  "ticket.reopened": { en: "Reopened", "zh-CN": "重新打开" },
  "ticket.levelChanged": { en: "Level changed", "zh-CN": "级别变更" },
  "ticket.escalated": { en: "Time is running out", "zh-CN": "时限预警" },
  "ticket.attached": { en: "File attached", "zh-CN": "已添加附件" },
  "ticket.queued": { en: "Another queue", "zh-CN": "转队列" },
  "ticket.stockMoved": { en: "Part moved", "zh-CN": "备件变动" },
  "ticket.merged": { en: "Another ticket merged in", "zh-CN": "并入其他工单" },
  "ticket.mergedInto": { en: "Merged into another ticket", "zh-CN": "已并入其他工单" },
  "ticket.split": { en: "Split", "zh-CN": "已拆分" },
  "ticket.linked": { en: "Part of an incident", "zh-CN": "归入事件" },
  "ticket.unlinked": { en: "No longer part of the incident", "zh-CN": "移出事件" },
  "complaint.received": { en: "Complaint", "zh-CN": "收到投诉" },
  "complaint.acknowledged": { en: "Complaint acknowledged", "zh-CN": "投诉已受理" },
  "complaint.answered": { en: "Complaint answered", "zh-CN": "投诉已答复" },
  "complaint.closed": { en: "Complaint closed", "zh-CN": "投诉已结案" },
  "complaint.reopened": { en: "Complaint reopened", "zh-CN": "投诉重新处理" },
  "complaint.comment": { en: "Comment on a complaint", "zh-CN": "投诉备注" },
  "complaint.escalated": { en: "Complaint: time is running out", "zh-CN": "投诉时限预警" },
  "onCall.paged": { en: "You are on call", "zh-CN": "值班呼叫" },
  "onCall.nobody": { en: "Nobody is on duty", "zh-CN": "无人值班" },
  "notification.failed": { en: "Message not delivered", "zh-CN": "消息未送达" },
  test: { en: "Test message", "zh-CN": "测试消息" },
};

export const severityWords: Readonly<Record<NotificationItem["severity"], Localized>> = {
  critical: { en: "critical", "zh-CN": "紧急" },
  major: { en: "major", "zh-CN": "严重" },
  minor: { en: "minor", "zh-CN": "一般" },
  info: { en: "info", "zh-CN": "提示" },
};

export const stateWords: Readonly<Record<NonNullable<NotificationItem["state"]>, Localized>> = {
  new: { en: "new", "zh-CN": "新建" },
  accepted: { en: "accepted", "zh-CN": "已受理" },
  remoteWork: { en: "remote work", "zh-CN": "远程处理" },
  waiting: { en: "waiting", "zh-CN": "等待中" },
  dispatched: { en: "dispatched", "zh-CN": "已派工" },
  onSite: { en: "on site", "zh-CN": "已到场" },
  restored: { en: "service is back", "zh-CN": "服务已恢复" },
  resolved: { en: "resolved", "zh-CN": "已解决" },
  confirmed: { en: "confirmed", "zh-CN": "客户已确认" },
  closed: { en: "closed", "zh-CN": "已关闭" },
};

/** Names of the lines of a message. */
export const labels = {
  for: { en: "For", "zh-CN": "值班人" },
  what: { en: "What", "zh-CN": "问题" },
  happened: { en: "Now", "zh-CN": "进展" },
  terminal: { en: "Terminal", "zh-CN": "终端" },
  site: { en: "Site", "zh-CN": "网点" },
  device: { en: "Device", "zh-CN": "设备" },
  since: { en: "Since", "zh-CN": "开始时间" },
  level: { en: "Level", "zh-CN": "服务级别" },
  due: { en: "Next due", "zh-CN": "最近时限" },
  ticket: { en: "Ticket", "zh-CN": "工单" },
  advice: { en: "What to do", "zh-CN": "处理建议" },
  parts: { en: "Parts", "zh-CN": "备件" },
  link: { en: "More", "zh-CN": "详情" },
} as const satisfies Record<string, Localized>;

export const phrases = {
  assignedTo: { en: "with {who}", "zh-CN": "负责人 {who}" },
  many: { en: "{count} messages, the worst {severity}", "zh-CN": "{count} 条消息，最高级别：{severity}" },
  more: { en: "and {count} more: see `roundsman tickets`", "zh-CN": "另有 {count} 条，请用 roundsman tickets 查看" },
  delivery: { en: "Message {id}", "zh-CN": "消息编号 {id}" },
  testTitle: { en: "Roundsman can reach you", "zh-CN": "Roundsman 可以向您发送消息" },
  testSaid: { en: "Sent by {who} to see whether it arrives", "zh-CN": "由 {who} 发送，用于验证消息能否送达" },
  failedTitle: { en: "A message was given up", "zh-CN": "有消息放弃发送" },
  failedSaid: {
    en: "Channel {channel}, subscription {subscription}, after {tries} attempts: {why}",
    "zh-CN": "渠道 {channel}，订阅 {subscription}，尝试 {tries} 次后放弃：{why}",
  },
} as const satisfies Record<string, Localized>;
