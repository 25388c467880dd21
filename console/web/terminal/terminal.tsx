import type { ReactNode } from "react";

const Terminal = (): ReactNode => null;
export default Terminal;
