/** The count on the app's icon, where the phone has one: what waits is seen without opening the app. */
export function showCount(count: number): void {
  // Without permission to notify some browsers refuse; the app itself still shows the number.
  void navigator.setAppBadge?.(count).catch(() => undefined);
}
