"""A passkey as a device keeps it: a key pair, and what it answers to a site that asks."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from azdarar.accounts.models import User

_FLAG = AuthenticatorData.FLAG
#: Somebody was there, and proved by finger or code that it is they.
_VERIFIED = _FLAG.UP | _FLAG.UV


class Passkey:
    """A resident, verified passkey for one site; ``kept`` is what its device would keep of it."""

    def __init__(self, *, site: str, kept: str = "") -> None:
        self.site = site
        told = json.loads(kept) if kept else {}
        self.id = bytes.fromhex(told["id"]) if told else secrets.token_bytes(16)
        self.owner = told.get("handle", "")
        self._key: Any = (
            load_pem_private_key(told["key"].encode(), None)
            if told
            else ec.generate_private_key(ec.SECP256R1())
        )

    @property
    def kept(self) -> str:
        """The passkey as text, for another process."""
        key = self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        return json.dumps({"id": self.id.hex(), "handle": self.owner, "key": key})

    def add_to(self, user: User) -> Authenticator:
        """Let the paper know the passkey as one of this person's, as if they had added it."""
        self.owner = handle_of(user)
        public = ES256.from_cryptography_key(self._key.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        data = AuthenticatorData.create(self._site_hash, _VERIFIED | _FLAG.AT, 0, credential)
        client = CollectedClientData.create(
            "webauthn.create", secrets.token_bytes(32), f"https://{self.site}"
        )
        response = {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        }
        stored = {**self._named(response), "clientExtensionResults": {"credProps": {"rk": True}}}
        return Authenticator.objects.create(
            user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": stored}
        )

    def answer(self, challenge: str, *, origin: str) -> str:
        """Answer a challenge, as a browser at ``origin`` would post it."""
        client = CollectedClientData.create("webauthn.get", challenge, origin)
        data = AuthenticatorData.create(self._site_hash, _VERIFIED, 1)
        signature = self._key.sign(data + client.hash, ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": self.owner,
        }
        return json.dumps(self._named(response))

    @property
    def _site_hash(self) -> bytes:
        return hashlib.sha256(self.site.encode()).digest()

    def _named(self, response: dict[str, str]) -> dict[str, Any]:
        name = websafe_encode(self.id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
            "authenticatorAttachment": "platform",
        }


def handle_of(user: User) -> str:
    """How a passkey names its owner to the site."""
    return websafe_encode(user_pk_to_url_str(user).encode())
