"""Notices of mail servers that a letter did not arrive (RFC 3464)."""


def a_notice(message_id: str, action: str = "failed") -> str:
    return (
        "From: MAILER-DAEMON@mx.test\r\nTo: vooraf@linde.test\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.test\r\n\r\n"
        f"Final-Recipient: rfc822; rosa@huurder.test\r\nAction: {action}\r\nStatus: 5.1.1\r\n\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {message_id}\r\nSubject: Reparatie\r\n\r\n--b--\r\n"
    )
