import { type Static, Type } from "typebox";

/** As the `site` of its terminals has it. */
export const SiteName = Type.String({ minLength: 1, maxLength: 120, pattern: "^\\S(.*\\S)?$" });
const Latitude = Type.Number({ minimum: -90, maximum: 90, description: "degrees north (WGS 84)" });
const Longitude = Type.Number({ minimum: -180, maximum: 180, description: "degrees east (WGS 84)" });

/** A place where terminals stand. Its time zone is that of its contract. */
export const Site = Type.Object(
  {
    name: SiteName,
    latitude: Type.Optional(Latitude),
    longitude: Type.Optional(Longitude),
    address: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
  },
  { additionalProperties: false },
);
export type Site = Static<typeof Site>;

export const SiteView = Type.Object({
  ...Site.properties,
  name: Type.String(),
  customer: Type.Optional(Type.String({ description: "of the contract in force" })),
  zone: Type.Optional(Type.String({ description: "time zone of the contract in force" })),
});
export type SiteView = Static<typeof SiteView>;

export const RemoveSite = Type.Object({ name: Type.String({ minLength: 1, maxLength: 120 }) });
