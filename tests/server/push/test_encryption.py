"""The example of RFC 8291, appendix A: every byte is prescribed."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from server.push.encryption import CURVE, encrypted, from_base64url, to_base64url
from server.push.identity import PushIdentity

BROWSER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
OURS = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
    "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qu"
    "lcy4a-fN"
)


def test_a_message_comes_out_as_the_standard_writes_it():
    own = ec.derive_private_key(int.from_bytes(from_base64url(OURS)), CURVE)
    message = b"When I grow up, I want to be a watermelon"
    body = encrypted(message, BROWSER, AUTH, own_key=own, salt=from_base64url(SALT))
    assert to_base64url(body) == BODY


def test_a_key_that_is_no_point_of_the_curve_is_refused():
    with pytest.raises(ValueError, match=r"key|point|curve"):
        encrypted(b"", "B" + "A" * 86, AUTH)


def test_all_nodes_with_one_secret_are_one_sender():
    ours = PushIdentity("one secret", "https://vooraf.test").public_key
    assert ours == PushIdentity("one secret", "https://vooraf.test").public_key
    assert ours != PushIdentity("another", "https://vooraf.test").public_key
