/** Tells the server that the call is over. It was over when the technician hung up, so this keeps trying by itself. */
import type { Api } from "../../api/client";
import { Offline } from "../../api/problem";

export async function endPrevisit(api: Api, previsitId: string): Promise<void> {
  for (let attempt = 0; attempt < 30; attempt += 1) {
    try {
      await api.post(`/api/previsits/${previsitId}/end`);
      return;
    } catch (error) {
      // A refusal means that it is over already, or never was ours.
      if (!(error instanceof Offline)) return;
      await new Promise((resolve) => setTimeout(resolve, 2000 + attempt * 1000));
    }
  }
}
