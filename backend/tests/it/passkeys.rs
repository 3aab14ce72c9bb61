//! Passkeys, made and used by an authenticator of the tests' own that can be told to do wrong.

use backend::{
    Error,
    accounts::{Manager, Refused, lock, passkeys},
    invitations,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{access::Actor, view::Me};
use openssl::{
    bn::{BigNum, BigNumContext},
    ec::{EcGroup, EcKey},
    hash::MessageDigest,
    nid::Nid,
    pkey::{PKey, Private},
    sign::Signer,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::support::{World, on_both};

on_both!(
    a_passkey_lets_its_owner_in_and_says_when,
    what_does_not_fit_lets_nobody_in,
    a_challenge_is_answered_once_and_soon,
    a_copy_of_a_passkey_is_found_by_its_counter,
    one_answer_on_two_servers_at_once_lets_one_in,
    what_does_not_fit_is_not_added,
    a_passkey_is_removed_by_its_owner_and_never_the_last_way_in,
    a_reset_takes_passkeys_away_and_a_lock_keeps_them_out,
);

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

/// A device with one key.
struct Device {
    key: PKey<Private>,
    public: [Vec<u8>; 2],
    id: [u8; 20],
    whose: Uuid,
    counter: u32,
    // What it does wrong where these are changed.
    host: &'static str,
    origin: &'static str,
    flags: u8,
}

impl Device {
    fn new(number: u8, actor: &Actor) -> Self {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        let key = EcKey::generate(&group).unwrap();
        let (mut x, mut y) = (BigNum::new().unwrap(), BigNum::new().unwrap());
        let mut context = BigNumContext::new().unwrap();
        key.public_key().affine_coordinates(&group, &mut x, &mut y, &mut context).unwrap();
        Self {
            public: [x.to_vec_padded(32).unwrap(), y.to_vec_padded(32).unwrap()],
            key: PKey::from_ec_key(key).unwrap(),
            id: [number; 20],
            whose: actor.account().unwrap().0,
            counter: 0,
            host: "localhost",
            origin: "http://localhost:3000",
            flags: PRESENT | VERIFIED,
        }
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let challenge = &options["challenge"];
        json!({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false}).to_string().into()
    }

    fn data(&mut self, more: u8) -> Vec<u8> {
        self.counter += 1;
        let mut data = Sha256::digest(self.host).to_vec();
        data.push(self.flags | more);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// What `navigator.credentials.create` gives.
    fn made(&mut self, options: &Value) -> String {
        let mut data = self.data(ATTESTED);
        data.extend([0; 16]);
        data.extend(20_u16.to_be_bytes());
        data.extend(self.id);
        // COSE: EC2, ES256, P-256.
        data.extend([0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 32]);
        data.extend(&self.public[0]);
        data.extend([0x22, 0x58, 32]);
        data.extend(&self.public[1]);
        // CBOR: {"fmt": "none", "attStmt": {}, "authData": data}
        let mut object = b"\xA3\x63fmt\x64none\x67attStmt\xA0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        let client = self.client_data("webauthn.create", options);
        json!({
            "id": text(&self.id), "rawId": text(&self.id), "type": "public-key", "extensions": {},
            "response": {"attestationObject": text(&object), "clientDataJSON": text(&client)},
        })
        .to_string()
    }

    /// What `navigator.credentials.get` gives.
    fn answered(&mut self, options: &Value) -> String {
        let client = self.client_data("webauthn.get", options);
        let data = self.data(0);
        let signed = [data.clone(), Sha256::digest(&client).to_vec()].concat();
        let signature = Signer::new(MessageDigest::sha256(), &self.key).unwrap().sign_oneshot_to_vec(&signed).unwrap();
        json!({
            "id": text(&self.id), "rawId": text(&self.id), "type": "public-key", "extensions": {},
            "response": {
                "authenticatorData": text(&data), "clientDataJSON": text(&client), "signature": text(&signature),
                "userHandle": text(self.whose.as_bytes()),
            },
        })
        .to_string()
    }
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A passkey of somebody, made here.
async fn added(world: &World, number: u8, actor: &Actor) -> Device {
    let mut device = Device::new(number, actor);
    let asked = passkeys::ask_new(&world.b, actor.account().unwrap()).await.unwrap();
    passkeys::add(&world.b, actor, &asked.sealed, &device.made(&asked.options), " My phone ").await.unwrap();
    device
}

async fn sign_in(world: &World, device: &mut Device) -> Result<Me, Refused> {
    let asked = passkeys::ask(&world.b).unwrap();
    passkeys::sign_in(&world.b, &asked.sealed, &device.answered(&asked.options)).await
}

fn is_wrong(refused: &Result<Me, Refused>) -> bool {
    matches!(refused, Err(Refused::Wrong))
}

async fn a_passkey_lets_its_owner_in_and_says_when(world: World) {
    let (b, account) = (&world.b, world.referrer.account().unwrap());
    let asked = passkeys::ask_new(b, account).await.unwrap();
    assert_eq!(asked.options["rp"]["id"], "localhost");
    assert_eq!(asked.options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(asked.options["authenticatorSelection"]["userVerification"], "required");
    let mut device = added(&world, 1, &world.referrer).await;
    let other = added(&world, 2, &world.specialist).await;
    assert_eq!(passkeys::list(b, account).await.unwrap().len(), 1, "and not {:?}", other.whose);
    let line = &passkeys::list(b, account).await.unwrap()[0];
    assert_eq!((line.name.as_str(), &line.used), ("My phone", &None));
    let asked = passkeys::ask(b).unwrap();
    assert_eq!((&asked.options["rpId"], &asked.options["userVerification"]), (&"localhost".into(), &"required".into()));
    assert!(asked.options["allowCredentials"].as_array().is_none_or(Vec::is_empty), "nobody’s keys are told");
    world.pass(60);
    let me = sign_in(&world, &mut device).await.unwrap();
    assert_eq!((me.account, me.organisation.as_str()), (account, "Riverside Surgery"));
    assert!(passkeys::list(b, account).await.unwrap()[0].used.is_some());
    sign_in(&world, &mut device).await.unwrap();
}

async fn what_does_not_fit_lets_nobody_in(world: World) {
    let mut device = added(&world, 1, &world.referrer).await;
    for (host, origin) in [
        ("localhost", "https://localhost:3000"),
        ("localhost", "http://localhost:3001"),
        ("localhost", "http://evil.example"),
        ("evil.example", "http://localhost:3000"),
        ("evil.example", "http://evil.example"),
    ] {
        (device.host, device.origin) = (host, origin);
        assert!(is_wrong(&sign_in(&world, &mut device).await), "{host} {origin}");
    }
    (device.host, device.origin) = ("localhost", "http://localhost:3000");
    for flags in [PRESENT, VERIFIED, 0] {
        device.flags = flags;
        assert!(is_wrong(&sign_in(&world, &mut device).await), "the device knew nobody: {flags}");
    }
    device.flags = PRESENT | VERIFIED;
    // Somebody else's name on it.
    device.whose = world.specialist.account().unwrap().0;
    assert!(is_wrong(&sign_in(&world, &mut device).await));
    device.whose = world.referrer.account().unwrap().0;
    // Another key under the same id, and one that is nowhere.
    let right = std::mem::replace(&mut device.key, Device::new(1, &world.referrer).key);
    assert!(is_wrong(&sign_in(&world, &mut device).await));
    device.key = right;
    assert!(is_wrong(&sign_in(&world, &mut Device::new(9, &world.referrer)).await));
    // An answer to another challenge, and what is none.
    let (one, other) = (passkeys::ask(&world.b).unwrap(), passkeys::ask(&world.b).unwrap());
    let answer = device.answered(&one.options);
    assert!(is_wrong(&passkeys::sign_in(&world.b, &other.sealed, &answer).await));
    for (sealed, answer) in [("made up", answer.as_str()), (&one.sealed, "{}"), (&one.sealed, "")] {
        assert!(is_wrong(&passkeys::sign_in(&world.b, sealed, answer).await));
    }
    // All the while the right one works.
    sign_in(&world, &mut device).await.unwrap();
}

async fn a_challenge_is_answered_once_and_soon(world: World) {
    let b = &world.b;
    let mut device = added(&world, 1, &world.referrer).await;
    let asked = passkeys::ask(b).unwrap();
    world.pass(299);
    let first = device.answered(&asked.options);
    passkeys::sign_in(b, &asked.sealed, &first).await.unwrap();
    for answer in [first, device.answered(&asked.options)] {
        assert!(is_wrong(&passkeys::sign_in(b, &asked.sealed, &answer).await), "again");
    }
    let asked = passkeys::ask(b).unwrap();
    world.pass(300);
    assert!(is_wrong(&passkeys::sign_in(b, &asked.sealed, &device.answered(&asked.options)).await), "late");
    // What is over is not remembered for good.
    world.pass(600);
    passkeys::forget(b).await.unwrap();
    let left: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM used_challenges").fetch_one(&mut world.raw().await).await.unwrap();
    assert_eq!(left, 0);
}

async fn a_copy_of_a_passkey_is_found_by_its_counter(world: World) {
    let mut device = added(&world, 1, &world.referrer).await;
    for _ in 0..3 {
        sign_in(&world, &mut device).await.unwrap();
    }
    device.counter -= 2;
    assert!(is_wrong(&sign_in(&world, &mut device).await));
    assert!(is_wrong(&{
        device.counter -= 1;
        sign_in(&world, &mut device).await
    }));
    device.counter += 5;
    sign_in(&world, &mut device).await.unwrap();
}

async fn one_answer_on_two_servers_at_once_lets_one_in(world: World) {
    let mut device = added(&world, 1, &world.referrer).await;
    let other = world.another_server(0).await;
    let asked = passkeys::ask(&world.b).unwrap();
    let answer = device.answered(&asked.options);
    let (one, two) = tokio::join!(
        passkeys::sign_in(&world.b, &asked.sealed, &answer),
        passkeys::sign_in(&other, &asked.sealed, &answer)
    );
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1, "{one:?} {two:?}");
    other.close().await;
}

async fn what_does_not_fit_is_not_added(world: World) {
    let (b, actor) = (&world.b, &world.referrer);
    let account = actor.account().unwrap();
    let asked = passkeys::ask_new(b, account).await.unwrap();
    let mut device = Device::new(1, actor);
    let refused = async |sealed: &str, answer: &str, name: &str| {
        let refused = passkeys::add(b, actor, sealed, answer, name).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    };
    refused(&asked.sealed, &device.made(&asked.options), " ").await;
    device.origin = "http://evil.example";
    refused(&asked.sealed, &device.made(&asked.options), "Phone").await;
    device.origin = "http://localhost:3000";
    device.flags = PRESENT;
    refused(&asked.sealed, &device.made(&asked.options), "Phone").await;
    device.flags = PRESENT | VERIFIED;
    // Asked of somebody else, or for signing in.
    let theirs = passkeys::ask_new(b, world.specialist.account().unwrap()).await.unwrap();
    refused(&theirs.sealed, &device.made(&theirs.options), "Phone").await;
    let other = passkeys::ask(b).unwrap();
    refused(&other.sealed, &device.made(&other.options), "Phone").await;
    let made = device.made(&asked.options);
    passkeys::add(b, actor, &asked.sealed, &made, "Phone").await.unwrap();
    refused(&asked.sealed, &made, "Phone").await;
    // The same key once more, by a challenge of its own.
    let again = passkeys::ask_new(b, account).await.unwrap();
    assert_eq!(again.options["excludeCredentials"][0]["id"], text(&device.id));
    refused(&again.sealed, &device.made(&again.options), "Phone").await;
    assert_eq!(passkeys::list(b, account).await.unwrap().len(), 1);
    world.pass(300);
    let late = passkeys::ask_new(b, account).await.unwrap();
    let made = Device::new(2, actor).made(&late.options);
    world.pass(300);
    refused(&late.sealed, &made, "Phone").await;
}

async fn a_passkey_is_removed_by_its_owner_and_never_the_last_way_in(world: World) {
    let (b, account) = (&world.b, world.referrer.account().unwrap());
    let mut device = added(&world, 1, &world.referrer).await;
    let id = passkeys::list(b, account).await.unwrap()[0].id.clone();
    assert!(matches!(passkeys::remove(b, &world.specialist, &id).await, Err(Error::NotFound)));
    let mut raw = world.raw().await;
    let hidden = sqlx::AssertSqlSafe(format!(
        "UPDATE credentials SET kind = 'was' WHERE kind = 'password' AND account_id = '{account}'"
    ));
    sqlx::query(hidden).execute(&mut raw).await.unwrap();
    let refused = passkeys::remove(b, &world.referrer, &id).await;
    assert!(
        matches!(&refused, Err(Error::Invalid(problems)) if problems[0].message.starts_with("This is the only way in"))
    );
    sqlx::query("UPDATE credentials SET kind = 'password' WHERE kind = 'was'").execute(&mut raw).await.unwrap();
    sign_in(&world, &mut device).await.unwrap();
    passkeys::remove(b, &world.referrer, &id).await.unwrap();
    assert!(is_wrong(&sign_in(&world, &mut device).await));
    assert!(matches!(passkeys::remove(b, &world.referrer, &id).await, Err(Error::NotFound)));
}

async fn a_reset_takes_passkeys_away_and_a_lock_keeps_them_out(world: World) {
    let b = &world.b;
    let mut device = added(&world, 1, &world.referrer).await;
    let mut other = added(&world, 2, &world.specialist).await;
    lock(b, Manager::Operator, world.referrer.account().unwrap()).await.unwrap();
    let locked = sign_in(&world, &mut device).await;
    assert!(matches!(locked, Err(Refused::WorksNowhere)), "{locked:?}");
    invitations::reset(b, Manager::Operator, world.specialist.account().unwrap(), false).await.unwrap();
    assert!(is_wrong(&sign_in(&world, &mut other).await));
}
