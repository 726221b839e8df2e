export interface CommentView {
  readonly id: number;
  readonly torrentId: number;
  /** Null when the member is gone. */
  readonly author: string | null;
  /** Whether it is the torrent's uploader who speaks; never said of an anonymous one. */
  readonly isUploader: boolean;
  readonly isMine: boolean;
  readonly mayDelete: boolean;
  readonly body: string;
  readonly createdAt: Date;
}

/** A keyset page, newest first. */
export interface CommentPage {
  readonly comments: readonly CommentView[];
  readonly count: number;
  /** The `before` of the next, older page; null on the last. */
  readonly older: number | null;
}
