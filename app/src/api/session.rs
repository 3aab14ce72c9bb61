use domain::{
    ids::MembershipId,
    view::{DemoAccount, Me, PasskeyLine, SessionLine, When},
};
use leptos::{prelude::*, server_fn::codec::PostUrl};
use serde::{Deserialize, Serialize};

use super::AppError;

/// Who is signed in, as their pages know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    pub me: Me,
    /// What pages made for this sign-in carry.
    pub mark: String,
    /// Milliseconds until it ends when nothing more is done.
    pub left_ms: i64,
    /// The same until the case closes that is open from outside, where one is.
    pub closes_ms: Option<i64>,
    /// How much live news there had been when this was made: by it a page asks for what it missed on its way.
    pub heard: String,
}

/// Who is signed in; None for a visitor. Asked by pages to find out whether they are still theirs.
#[server(endpoint = "me", client = super::client::Marked)]
pub async fn who_is_signed_in() -> Result<Option<SignedIn>, AppError> {
    Ok(super::context::who().staff.map(|staff| staff.signed_in))
}

/// Accounts that the sign-in page offers as buttons; empty outside demonstration mode.
#[server(endpoint = "demo/accounts")]
pub async fn demo_accounts() -> Result<Vec<DemoAccount>, AppError> {
    Ok(backend::accounts::demo_accounts(&super::context::backend()).await?)
}

/// A form that came after its session had ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsent {
    pub id: String,
    pub path: String,
    pub fields: Vec<(String, String)>,
    pub saved: When,
    /// Another place of theirs that it was written for: to be switched to first.
    pub written_for: Option<MembershipId>,
}

/// The asker's forms that were not sent.
#[server(endpoint = "unsent", client = super::client::Marked)]
pub async fn load_unsent() -> Result<Vec<Unsent>, AppError> {
    let (b, actor) = super::context::asker().await?;
    let Some(account) = actor.account() else { return Ok(Vec::new()) };
    let here = super::context::who().staff.map(|staff| staff.signed_in.me.membership);
    let forms = backend::unsent::of_account(&b, account).await?;
    let fields = |body: &str| form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    Ok(forms
        .into_iter()
        .map(|form| Unsent {
            fields: fields(&form.body),
            id: form.id,
            path: form.path,
            saved: form.kept,
            written_for: form.membership.filter(|membership| Some(*membership) != here),
        })
        .collect())
}

/// Throws one of them away.
#[server(endpoint = "unsent/forget", input = PostUrl, client = super::client::Marked)]
pub async fn forget_unsent(id: String) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    if let Some(account) = actor.account() {
        backend::unsent::forget(&b, account, &id).await?;
    }
    super::context::redirect("/unsent");
    Ok(())
}

/// Where somebody is signed in, and by what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Security {
    pub sessions: Vec<SessionLine>,
    /// None where there is no second step.
    pub codes_left: Option<u32>,
    /// None where there can be none.
    pub passkeys: Option<Vec<PasskeyLine>>,
}

/// Where the asker is signed in, and by what.
#[server(endpoint = "sessions", client = super::client::Marked)]
pub async fn load_security() -> Result<Security, AppError> {
    let (b, _) = super::context::asker().await?;
    let Some(staff) = super::context::who().staff else { return Err(AppError::SignedOut) };
    use backend::accounts::passkeys;
    let account = staff.signed_in.me.account;
    let keys = if passkeys::are_possible(&b) { Some(passkeys::list(&b, account).await?) } else { None };
    Ok(Security {
        sessions: backend::sessions::list(&b, account, &staff.signed_in.mark).await?,
        codes_left: backend::accounts::second_factor::codes_left(&b, account).await?,
        passkeys: keys,
    })
}

/// Ends one of the asker's other sessions; all of them where none is named.
#[server(endpoint = "sessions/end", input = PostUrl, client = super::client::Marked)]
pub async fn end_session(id: String) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let mark = super::context::who().staff.map(|staff| staff.signed_in.mark).unwrap_or_default();
    backend::sessions::end_elsewhere(&b, &actor, &mark, Some(id.as_str()).filter(|id| !id.is_empty())).await?;
    super::context::redirect("/sessions");
    Ok(())
}

/// The asker goes on in another of their memberships: at its start page, or at what was not sent from there.
#[server(endpoint = "switch", input = PostUrl, client = super::client::Marked)]
pub async fn switch_workplace(membership: MembershipId, then: String) -> Result<(), AppError> {
    let (b, _) = super::context::asker().await?;
    let home = super::context::switch(&b, membership).await?;
    super::context::redirect(if then == "/unsent" { &then } else { &home });
    Ok(())
}
