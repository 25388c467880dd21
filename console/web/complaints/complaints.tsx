import type { ReactNode } from "react";
import { useParams } from "react-router";
import { Complaint } from "./complaint.tsx";
import { List } from "./list.tsx";

/** Complaints, and one of them. */
const Complaints = (): ReactNode => {
  const { number } = useParams();
  return number === undefined ? <List /> : <Complaint number={Number(number)} />;
};
export default Complaints;
