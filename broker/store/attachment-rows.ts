import type { AttachmentOwner, AttachmentView, EvidencePart, EvidenceView } from "../../contract/index.ts";

export interface EvidenceFilter {
  readonly ticket?: number;
  readonly terminal?: string;
  /** Asked at or after this. */
  readonly since?: number;
  readonly open?: boolean;
  readonly limit?: number;
}

export interface AttachmentReaders {
  /** Oldest first, also those whose content is gone. */
  attachments(owner: AttachmentOwner): AttachmentView[];
  attachment(id: string): AttachmentView | undefined;
  /** Hashes of all content that is kept. */
  keptContents(): Set<string>;
  /** Does anything kept still have this content? */
  isContentKept(sha256: string): boolean;
  /** Kept and added before a moment, the oldest first. */
  attachmentsBefore(at: number, limit: number): AttachmentView[];
  /** Newest first. */
  evidence(filter: EvidenceFilter): EvidenceView[];
  evidenceNamed(id: string): EvidenceView | undefined;
  /** Parts that have come, in order. */
  evidenceParts(id: string): EvidencePart[];
}

export interface AttachmentWriters {
  saveAttachment(view: AttachmentView): void;
  saveEvidence(view: EvidenceView): void;
  /** Files and evidence of one ticket are another's from now on. */
  moveAttachments(from: number, to: number): void;
  /** False for a part that is there already. */
  addEvidencePart(part: EvidencePart): boolean;
  dropEvidenceParts(id: string): void;
}
