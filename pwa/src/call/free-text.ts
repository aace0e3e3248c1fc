/** The rule of the server for every text that others read (`signalling/free_text.py`): what it would refuse or leave out. */

const unreadable =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u202a-\u202e\u2066-\u2069]/g;

export function readable(text: string): string {
  return text.replace(unreadable, "");
}
