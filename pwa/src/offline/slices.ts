/** Where the slices of one recording lie. Apart from what is done with them: the first screen does without that. */

/** Every key of this recording: an array sorts behind all numbers. */
export function slicesOf(recordingId: string): IDBKeyRange {
  return IDBKeyRange.bound([recordingId], [recordingId, []]);
}
