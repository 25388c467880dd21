export const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof weekdays)[number];

/** `override`: somebody else has the duty between two moments. `swap`: two people take each other's. */
export const onCallChangeKinds = ["override", "swap"] as const;
export type OnCallChangeKind = (typeof onCallChangeKinds)[number];
