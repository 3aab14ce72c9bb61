//! Passkeys (WebAuthn): a key that a person's device keeps and uses only once it knows them, by a finger, a face or a
//! code. That is both steps of signing in at once. What they are bound to is the host of the base URL, so that another
//! site's is worth nothing here, nor ours there.
//!
//! A challenge goes to the browser sealed, and nothing is kept of it until an answer fits: then it is noted as used.

use domain::{
    access::Actor,
    audit::Access,
    case::Problem,
    ids::AccountId,
    typed,
    view::{Me, PasskeyLine, When},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use url::Url;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential,
    Webauthn, WebauthnBuilder, WebauthnError,
};

use super::{me::me, sign_in::Refused};
use crate::{
    Backend, Error, audit,
    clock::from_ms,
    db::{
        self, accounts,
        credentials::{self, Kind, PasskeyRow},
    },
    error::Damaged,
    manager::Act,
    sealed,
};

/// How long a challenge can be answered: as long as browsers ask.
const LASTS: SignedDuration = SignedDuration::from_mins(5);
/// Passkeys of one account: more devices than anybody has.
const MOST: i64 = 20;
const NAME: usize = 60;

/// What a browser is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Challenge {
    /// `PublicKeyCredentialCreationOptions` or `PublicKeyCredentialRequestOptions`, as JSON.
    pub options: serde_json::Value,
    /// To come back with the answer.
    pub sealed: String,
}

/// What is sealed of a challenge.
#[derive(Serialize, Deserialize)]
struct Asked<T> {
    at: Timestamp,
    state: T,
}

/// Who answers for the site; None where its address is a number, to which no passkey can be bound.
fn site(b: &Backend) -> Option<Webauthn> {
    let url = Url::parse(&b.settings().base_url).ok()?;
    let host = url.domain()?.to_owned();
    WebauthnBuilder::new(&host, &url).ok()?.rp_name("Skinlink").build().ok()
}

/// Whether passkeys can be had here.
pub fn are_possible(b: &Backend) -> bool {
    site(b).is_some()
}

fn about(account: Option<AccountId>) -> String {
    account.map_or_else(|| "signing in by passkey".to_owned(), |account| format!("a new passkey of {account}"))
}

fn seal<T: Serialize>(b: &Backend, about: &str, state: T) -> Result<String, Error> {
    Ok(sealed::seal(b, about, &db::to_json(&Asked { at: b.clock().now(), state })?))
}

fn open<T: DeserializeOwned>(b: &Backend, about: &str, sealed: &str) -> Option<T> {
    let asked: Asked<T> = serde_json::from_str(&sealed::open(b, about, sealed)?).ok()?;
    (b.clock().now().duration_since(asked.at) < LASTS).then_some(asked.state)
}

/// Notes that a challenge was answered; false where it was before.
async fn use_up(tx: &mut db::Tx, sealed: &str, now: Timestamp) -> Result<bool, Error> {
    let until = now.saturating_add(LASTS).unwrap_or(Timestamp::MAX);
    credentials::use_challenge(tx, &hex::encode(Sha256::digest(sealed)), until).await
}

/// Asks a browser to make one for whoever is signed in.
pub async fn ask_new(b: &Backend, account: AccountId) -> Result<Challenge, Error> {
    let site = site(b).ok_or(Error::NotFound)?;
    let mut connection = b.db().read().await?;
    let (email, name) = accounts::address(&mut connection, account).await?;
    let known = credentials::passkeys(&mut connection, account).await?;
    let known = known.iter().map(|row| Ok(key(row)?.cred_id().clone())).collect::<Result<_, Error>>()?;
    let (options, state) = site.start_passkey_registration(account.0, &email, &name, Some(known)).map_err(wrong)?;
    let mut options = serde_json::to_value(options).map_err(|error| Error::Internal(error.into()))?;
    // It is to be found without anybody typing whose it is.
    let selection = &mut options["publicKey"]["authenticatorSelection"];
    selection["residentKey"] = "required".into();
    selection["requireResidentKey"] = true.into();
    Ok(Challenge { options: options["publicKey"].take(), sealed: seal(b, &about(Some(account)), state)? })
}

/// Keeps the one that a browser made, under a name by which its owner knows it.
pub async fn add(b: &Backend, actor: &Actor, sealed: &str, answer: &str, name: &str) -> Result<(), Error> {
    let account = actor.account().ok_or(Error::Denied)?;
    let site = site(b).ok_or(Error::NotFound)?;
    let name = typed::line(name);
    if name.is_empty() || name.chars().count() > NAME {
        return Err(problem("Give it a name by which you know it, such as My phone."));
    }
    let unfit = || problem("The passkey was not taken: it was made too long ago, or not here. Try again.");
    let state: PasskeyRegistration = open(b, &about(Some(account)), sealed).ok_or_else(unfit)?;
    let answer: RegisterPublicKeyCredential = serde_json::from_str(answer).map_err(|_| unfit())?;
    let made = site.finish_passkey_registration(&answer, &state).map_err(|error| {
        tracing::warn!(error = &error as &dyn std::error::Error, "a new passkey does not fit");
        unfit()
    })?;
    let mut tx = b.db().begin().await?;
    let act = Act::begin(b, &mut tx, Some(actor)).await?;
    let now = b.clock().now();
    if !use_up(&mut tx, sealed, now).await? {
        return Err(unfit());
    }
    if credentials::count(&mut tx, account, Kind::Passkey).await? >= MOST {
        return Err(problem("There are too many passkeys already: remove one that you do not use."));
    }
    let row = PasskeyRow {
        id: b.ids().new_id(now).to_string(),
        account_id: account.to_string(),
        secret: db::to_json(&made)?,
        name,
        created_at: now.as_millisecond(),
        used_at: None,
    };
    if !credentials::insert_passkey(&mut tx, &row, &hex::encode(made.cred_id())).await? {
        return Err(unfit());
    }
    act.done(&mut tx, now, &Access::PasskeyAdded { account }).await?;
    tx.commit().await
}

/// Removes one. `Invalid` where nothing else would let its owner in.
pub async fn remove(b: &Backend, actor: &Actor, id: &str) -> Result<(), Error> {
    let account = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let act = Act::begin(b, &mut tx, Some(actor)).await?;
    let left = credentials::count(&mut tx, account, Kind::Passkey).await?;
    if left == 1 && credentials::count(&mut tx, account, Kind::Password).await? == 0 {
        return Err(problem("This is the only way in that you have. Make another one first."));
    }
    if !credentials::delete_passkey(&mut tx, account, id).await? {
        return Err(Error::NotFound);
    }
    act.done(&mut tx, b.clock().now(), &Access::PasskeyRemoved { account }).await?;
    tx.commit().await
}

/// Somebody's own, the newest first.
pub async fn list(b: &Backend, account: AccountId) -> Result<Vec<PasskeyLine>, Error> {
    let rows = credentials::passkeys(&mut *b.db().read().await?, account).await?;
    let line = |row: PasskeyRow| PasskeyLine {
        id: row.id,
        name: row.name,
        added: When::at(from_ms(row.created_at)),
        used: row.used_at.map(|at| When::at(from_ms(at))),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Asks a browser for one, whosever it is.
pub fn ask(b: &Backend) -> Result<Challenge, Error> {
    let site = site(b).ok_or(Error::NotFound)?;
    let (options, state) = site.start_discoverable_authentication().map_err(wrong)?;
    let mut options = serde_json::to_value(options).map_err(|error| Error::Internal(error.into()))?;
    Ok(Challenge { options: options["publicKey"].take(), sealed: seal(b, &about(None), state)? })
}

/// Whose passkey has answered: they have given both steps by it. `Wrong` for one of another site, of another account or
/// that nobody has here, without the device having known its owner, for a challenge that was answered before or is over,
/// and for one whose counter says that there is a copy of it.
pub async fn sign_in(b: &Backend, sealed: &str, answer: &str) -> Result<Me, Refused> {
    let Some(site) = site(b) else { return Err(Refused::Wrong) };
    let Some(state) = open::<DiscoverableAuthentication>(b, &about(None), sealed) else { return Err(Refused::Wrong) };
    let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(answer) else { return Err(Refused::Wrong) };
    let Ok((whose, id)) = site.identify_discoverable_authentication(&answer) else { return Err(Refused::Wrong) };
    let (whose, id) = (AccountId(whose), hex::encode(id));
    let found = credentials::passkey(&mut *b.db().read().await?, &id).await?;
    let Some(row) = found.filter(|row| row.account_id == whose.to_string()) else { return Err(Refused::Wrong) };
    let mut key = key(&row)?;
    let fits = match site.finish_discoverable_authentication_v2(&answer, state, &key) {
        Ok(fits) => fits,
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "a passkey does not fit");
            audit::record(b, None, None, Access::SignInFailed { account: Some(whose) });
            return Err(Refused::Wrong);
        }
    };
    key.update_credential(&fits);
    let mut tx = b.db().begin_on_any_disk().await?;
    let now = b.clock().now();
    let is_first = use_up(&mut tx, sealed, now).await?;
    // The row decides: of two answers with one counter, on two servers, it takes one.
    if !is_first || !credentials::use_passkey(&mut tx, &row, &db::to_json(&key)?, now).await? {
        return Err(Refused::Wrong);
    }
    tx.commit().await?;
    match me(b, whose).await {
        Err(Error::NotFound) => {
            audit::record(b, None, None, Access::SignInFailed { account: Some(whose) });
            Err(Refused::WorksNowhere)
        }
        found => Ok(found?.1),
    }
}

/// Forgets the challenges that can be answered no longer in any case. To be called now and then.
pub async fn forget(b: &Backend) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    credentials::forget_challenges(&mut tx, b.clock().now()).await?;
    tx.commit().await
}

fn key(row: &PasskeyRow) -> Result<Passkey, Error> {
    serde_json::from_str(&row.secret).map_err(|_| Damaged("passkey").into())
}

fn wrong(error: WebauthnError) -> Error {
    Error::Internal(error.into())
}

fn problem(message: &str) -> Error {
    Error::Invalid(vec![Problem::new("passkey", message)])
}
