/** Something to tell one member. */
export interface NewNotice {
  readonly memberId: number;
  /** One plain sentence or two; the reason of a staff act stands in it word for word. */
  readonly text: string;
  /** A path of this site that the notice is about. */
  readonly href?: `/${string}`;
}

/** A notice as its member sees it. */
export interface NoticeView {
  readonly id: number;
  readonly text: string;
  readonly href: string | null;
  readonly createdAt: Date;
  readonly isUnread: boolean;
}

/** One page of notices, newest first. */
export interface NoticePage {
  readonly notices: readonly NoticeView[];
  /** The `before` of the next, older page; null on the last. */
  readonly older: number | null;
}
