"""Sends mails; knows nothing of conversations, nor why a mail goes out."""
