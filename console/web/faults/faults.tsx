import type { ReactNode } from "react";

const Faults = (): ReactNode => null;
export default Faults;
