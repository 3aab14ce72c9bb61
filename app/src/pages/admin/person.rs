use domain::{
    role::Role,
    view::{Me, PersonLine, Standing, WorksAt},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{Act, Day, Registered};
use crate::{api::admin::load_person, components::loaded};

/// One person: where they work, whether they can sign in, and what to do about either.
#[component]
pub fn PersonPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("account").unwrap_or_default());
    let person = Resource::new_blocking(move || id.get(), load_person);
    view! {
        <div class="staff__page people__page">
            <p><a class="nhsuk-back-link" href="/admin">"People"</a></p>
            {loaded(person, |person| view! { <Person person/> })}
        </div>
    }
    .into_any()
}

#[component]
fn Person(person: PersonLine) -> impl IntoView {
    let PersonLine { account, name, email, registration, works_at, standing, elsewhere, may_reset, locked_above } =
        person;
    let (about, back) = (account.to_string(), format!("/admin/people/{account}"));
    let has_left = matches!(standing, Standing::Left { .. });
    let roles = works_at.into_iter().map(|at| view! { <RoleHere at name=name.clone() back=back.clone()/> });
    view! {
        <Title text=name.clone()/>
        <h1><bdi>{name.clone()}</bdi></h1>
        <p><bdi>{email}</bdi></p>
        <p><strong>{standing.words()}</strong></p>
        <h2>"Works as"</h2>
        <ul class="nhsuk-list">{roles.collect_view()}</ul>
        <h2>"Registration"</h2>
        <p>"It stands beside every answer that they give from now on. Earlier answers keep what it was then."</p>
        <Act act="register" about=about.clone() button="Keep it" back=back.clone()><Registered registration/></Act>
        {elsewhere.then(|| view! { <p>"They work elsewhere, too, so only an administrator locks or resets their account, or notes that they leave. You end their roles here: that signs them out here at once, and changes nothing elsewhere."</p> })}
        {(!has_left && !elsewhere).then(|| view! {
            <h2>"Signing in"</h2>
            <SigningIn about=about.clone() back=back.clone() standing=standing.clone() may_reset locked_above/>
            <h2>"Leaving"</h2>
            <Leaving about back leaves=matches!(standing, Standing::Leaves { .. })/>
        })}
        {has_left.then(|| view! { <p>"To let them come again, invite their address: they choose a new password, and have only the role that you give them then."</p> })}
    }
    .into_any()
}

#[component]
fn RoleHere(at: WorksAt, name: String, back: String) -> impl IntoView {
    let id = format!("end-{}", at.membership);
    view! {
        <li class="panel people__line">
            <p><bdi>{at.words()}</bdi></p>
            <details class="nhsuk-details">
                <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"End this role"</span></summary>
                <div class="nhsuk-details__text">
                    <Act act="end" about=at.membership.to_string() button="End it" of=name back warning=true>
                        <Day id=id.clone() label="From which day on?"/>
                    </Act>
                </div>
            </details>
        </li>
    }
    .into_any()
}

#[component]
fn SigningIn(about: String, back: String, standing: Standing, may_reset: bool, locked_above: bool) -> impl IntoView {
    let everywhere = use_context::<Me>().is_some_and(|me| me.role == Role::Administrator);
    let is_locked = matches!(standing, Standing::Locked { .. });
    let may_unlock = (is_locked && (everywhere || !locked_above)) || matches!(standing, Standing::CodesLocked);
    view! {
        <p>"Locking ends every session of theirs at once, and lets them sign in no longer. What they were typing is kept for them for a day."</p>
        <div class="people__acts">
            {(!is_locked).then(|| view! { <Act act="lock" about=about.clone() button="Lock" back=back.clone()/> })}
            {may_unlock.then(|| view! { <Act act="unlock" about=about.clone() button="Unlock" back=back.clone()/> })}
            {may_reset.then(|| view! { <Act act="reset" about=about.clone() button="Reset the password" back=back.clone()/> })}
        </div>
        {(is_locked && !may_unlock).then(|| view! { <p>"An administrator locked this account, and only one unlocks it."</p> })}
        {if may_reset {
            view! { <ResetBoth about back/> }.into_any()
        } else {
            view! { <p>"No mail leaves here, so a link to choose a new password would come to you instead of its owner. Ask an administrator, or whoever runs the server, to reset it."</p> }.into_any()
        }}
    }
    .into_any()
}

#[component]
fn ResetBoth(about: String, back: String) -> impl IntoView {
    view! {
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"They have lost their second step, too"</span></summary>
            <div class="nhsuk-details__text">
                <p>"Whoever asks for this may be somebody else: with the link that it makes they choose a password and set up a phone of their own. Recovery codes do not need it."</p>
                <Act act="reset_all" about=about.clone() button="Reset both" back=back.clone() warning=true>
                    <div class="nhsuk-form-group">
                        <div class="nhsuk-checkboxes__item">
                            <input class="nhsuk-checkboxes__input" id="sure" name="sure" type="checkbox" value="yes" required/>
                            <label class="nhsuk-label nhsuk-checkboxes__label" for="sure">"I have rung them back on a number that I knew before, and it is them"</label>
                        </div>
                    </div>
                </Act>
            </div>
        </details>
    }
    .into_any()
}

#[component]
fn Leaving(about: String, back: String, leaves: bool) -> impl IntoView {
    if leaves {
        return view! { <Act act="stay" about button="They do not leave after all" back/> }.into_any();
    }
    view! {
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"They work here no longer"</span></summary>
            <div class="nhsuk-details__text">
                <Act act="leave" about=about.clone() button="They leave" back=back.clone() warning=true>
                    <Day id="leave-on".to_owned() label="From which day on?"/>
                </Act>
            </div>
        </details>
    }
    .into_any()
}
