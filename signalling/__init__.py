"""Brokers WebRTC calls: who is in one, who offers, what is said. The contract is PROTOCOL.md."""
