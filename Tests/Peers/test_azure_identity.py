"""azure-identity signs in to the emulator over https; the daemon's assertion is verified by PyJWT."""
import base64
import datetime
import hashlib
import ipaddress
import json
import ssl
import subprocess
import time
import urllib.parse
import urllib.request
import uuid

import jwt
import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import CertificateCredential, ClientSecretCredential, ManagedIdentityCredential
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from installation import BIN, program

SCOPE = "https://batch.core.windows.net//.default"


def certificate(name, issuer=None):
    """A certificate and its key; of an authority when nobody else issues it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    signer, authority = issuer or (None, key)
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(signer.subject if signer else subject)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1)).not_valid_after(now + datetime.timedelta(days=90))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True))
    if issuer:
        names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(authority, hashes.SHA256()), key


def pem(certificate, key=None):
    text = certificate.public_bytes(serialization.Encoding.PEM)
    if key:
        text += key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return text


class Emulator:
    def __init__(self, url, folder, authority):
        self.url = url
        self.folder = folder
        self.authority = authority
        self.context = ssl.create_default_context(cafile=authority)

    def ask(self, target, method="GET", body=None, headers={}):
        request = urllib.request.Request(self.url + target, method=method, data=body, headers=headers)
        return urllib.request.urlopen(request, timeout=30, context=self.context).read()


@pytest.fixture(scope="module")
def emulator(tmp_path_factory):
    folder = tmp_path_factory.mktemp("identity")
    authority = certificate("test authority")
    (folder / "ca.pem").write_bytes(pem(authority[0]))
    (folder / "server.pem").write_bytes(pem(*certificate("server", issuer=authority)))
    with program(
            BIN / "batch-emulator", "--tls", folder / "server.pem", "--account", "contoso",
            stdout=subprocess.PIPE, text=True) as process:
        url = process.stdout.readline().removeprefix("listening on ").strip()
        assert url.startswith("https://127.0.0.1:")
        found = Emulator(url, folder, str(folder / "ca.pem"))
        found.settings = json.loads(found.ask("/_emulator/sign-in"))
        application = found.settings["applications"][0]
        found.tenant, found.client = found.settings["tenant"], application["clientID"]
        found.secret = application["secrets"][0]
        found.certificate = certificate("batchimgd")
        (folder / "client.pem").write_bytes(pem(*found.certificate))
        (folder / "client.pem").chmod(0o600)
        application["certificates"] = [pem(found.certificate[0]).decode()]
        found.ask("/_emulator/sign-in", "PUT", json.dumps(found.settings).encode())
        yield found


def options(emulator):
    return {
        "authority": emulator.url, "disable_instance_discovery": True, "connection_verify": emulator.authority,
        "retry_total": 0}


def images(emulator, token):
    answer = emulator.ask(
        "/accounts/contoso/supportedimages?api-version=2025-06-01", headers={"Authorization": f"Bearer {token}"})
    return len(json.loads(answer)["value"])


def test_azure_identity_by_secret(emulator):
    credential = ClientSecretCredential(emulator.tenant, emulator.client, emulator.secret, **options(emulator))
    assert images(emulator, credential.get_token(SCOPE).token) == 68


def test_azure_identity_by_certificate(emulator):
    credential = CertificateCredential(
        emulator.tenant, emulator.client, str(emulator.folder / "client.pem"), **options(emulator))
    assert images(emulator, credential.get_token(SCOPE).token) == 68


def test_azure_identity_of_an_app(tmp_path, monkeypatch):
    with program(BIN / "batch-emulator", "--account", "contoso", stdout=subprocess.PIPE, text=True) as process:
        url = process.stdout.readline().removeprefix("listening on ").strip()
        settings = json.loads(urllib.request.urlopen(f"{url}/_emulator/sign-in", timeout=30).read())
        settings["userAssigned"] = [{"clientID": "c-1", "objectID": "o-1", "resourceID": "/subscriptions/r-1"}]
        urllib.request.urlopen(urllib.request.Request(
            f"{url}/_emulator/sign-in", method="PUT", data=json.dumps(settings).encode()), timeout=30)
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"{url}/msi/token")
        monkeypatch.setenv("IDENTITY_HEADER", settings["identityHeader"])
        for selection in [
                {}, {"client_id": "c-1"}, {"identity_config": {"object_id": "o-1"}},
                {"identity_config": {"mi_res_id": "/subscriptions/r-1"}}]:
            token = ManagedIdentityCredential(**selection).get_token("https://batch.core.windows.net//.default")
            assert token.token.startswith("emulated.") and 0 < token.expires_on - time.time() <= 3600
        with pytest.raises(ClientAuthenticationError):
            ManagedIdentityCredential(client_id="unknown").get_token(SCOPE)
        configuration = tmp_path / "batchimgd.toml"
        configuration.write_text(
            f'[[account]]\nname = "contoso"\nendpoint = "{url}/accounts/contoso"\n'
            '[account.auth]\nmethod = "managed-identity"\nclient_id = "c-1"\n')
        done = subprocess.run(
            [BIN / "batchimgd", "check-config", "--online", "--config", configuration], capture_output=True, text=True,
            timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        requests = json.loads(urllib.request.urlopen(f"{url}/_emulator/sign-in/requests", timeout=30).read())
        ours, theirs = requests[-1], requests[1]
        assert ours["target"].split("?")[0] == theirs["target"].split("?")[0] == "/msi/token"
        assert urllib.parse.parse_qs(ours["target"].split("?")[1])["client_id"] == ["c-1"]


@pytest.mark.parametrize("tenant, client, secret, code", [
    (None, None, "wrong", "AADSTS7000215"), (None, "wrong", None, "AADSTS700016"), ("wrong", None, None, "AADSTS90002")])
def test_azure_identity_is_refused(emulator, tenant, client, secret, code):
    credential = ClientSecretCredential(
        tenant or emulator.tenant, client or emulator.client, secret or emulator.secret, **options(emulator))
    with pytest.raises(ClientAuthenticationError) as error:
        credential.get_token(SCOPE)
    assert code in str(error.value)


def check_online(emulator, name, method, credential):
    """`check-config --online` of an account that signs in by this method, with this line of its own."""
    configuration = emulator.folder / f"{name}.toml"
    configuration.write_text(f"""
        [[account]]
        name = "contoso"
        endpoint = "{emulator.url}/accounts/contoso"
        ca_file = "{emulator.authority}"
        [account.auth]
        method = "{method}"
        tenant = "{emulator.tenant}"
        client_id = "{emulator.client}"
        authority = "{emulator.url}"
        {credential}
        """)
    return subprocess.run(
        [BIN / "batchimgd", "check-config", "--online", "--config", configuration], capture_output=True, text=True,
        timeout=120)


def test_daemon_signs_what_pyjwt_verifies(emulator):
    done = check_online(
        emulator, "batchimgd", "client-certificate", f'certificate = {{ file = "{emulator.folder}/client.pem" }}')
    assert done.returncode == 0, done.stdout + done.stderr
    assert "contoso: operation: 68 images are listed" in done.stdout
    requests = json.loads(emulator.ask("/_emulator/sign-in/requests"))
    form = dict(urllib.parse.parse_qsl(requests[-1]["body"]))
    assert form["scope"] == SCOPE and form["grant_type"] == "client_credentials"
    assertion = form["client_assertion"]
    header = jwt.get_unverified_header(assertion)
    der = emulator.certificate[0].public_bytes(serialization.Encoding.DER)
    digest = base64.urlsafe_b64encode(hashlib.sha256(der).digest()).decode().rstrip("=")
    assert header == {"alg": "PS256", "typ": "JWT", "x5t#S256": digest}
    claims = jwt.decode(
        assertion, emulator.certificate[0].public_key(), algorithms=["PS256"],
        audience=f"{emulator.url}/{emulator.tenant}/oauth2/v2.0/token", issuer=emulator.client,
        options={"require": ["exp", "nbf", "iat", "jti", "sub", "iss", "aud"]})
    assert claims["sub"] == emulator.client and uuid.UUID(claims["jti"])
    assert all(isinstance(claims[name], int) for name in ("exp", "nbf", "iat"))
    assert 0 < claims["exp"] - claims["nbf"] <= 600


def test_check_config_online_names_the_remedy(emulator):
    secret = emulator.folder / "secret"
    secret.write_text("wrong")
    secret.chmod(0o600)
    done = check_online(emulator, "wrong", "client-secret", f'secret = {{ file = "{secret}" }}')
    assert done.returncode == 1
    assert "AADSTS7000215" in done.stdout and f"put the secret's value (not its ID) into the secret file {secret}" \
        in done.stdout
