/** Whether a relay would take this phone's media, by asking one for a place and giving it back at once. */

export async function isRelayReachable(
  iceServers: RTCIceServer[],
  within: number,
): Promise<boolean> {
  const connection = new RTCPeerConnection({ iceServers, iceTransportPolicy: "relay" });
  connection.createDataChannel("relay");
  try {
    return await new Promise<boolean>((resolve, reject) => {
      connection.addEventListener("icecandidate", ({ candidate }) => {
        if (candidate?.type === "relay") resolve(true);
        else if (!candidate) resolve(false);
      });
      setTimeout(() => resolve(false), within);
      connection.setLocalDescription().catch(reject);
    });
  } finally {
    connection.close();
  }
}
