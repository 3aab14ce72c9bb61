use domain::{
    case::{Draft, Kind},
    forms::Findings,
    ids::AccountId,
    pathway::{self, Excluded, age_on},
    policy::IfExcluded,
    role::Capability,
    view::{Me, RequestView, ServiceView},
};
use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ui::able::can;

use crate::{
    components::{LiveText, Notice, NoticeTone, ProblemLinks},
    features::{facts::ScoreBox, request_form::DraftForm},
};

/// What guidance says, to whom it goes and by when they answer, what is still missing, and the button.
#[component]
pub fn SendPanel(state: DraftForm, view: RequestView) -> impl IntoView {
    let services = StoredValue::new(view.services);
    // The rules are the server's own, asked here of what stands in the form at this moment.
    let score = Memo::new(move |_| state.findings.with(pathway::score));
    let unscored = Memo::new(move |_| state.findings.with(pathway::unscored));
    let warnings = Memo::new(move |_| state.findings.with(pathway::warnings));
    let promise = Memo::new(move |_| services.with_value(|all| state.draft.with(|draft| promised(all, draft))));
    view! {
        <section class="panel" aria-labelledby="send-title">
            <h2 id="send-title">"Send"</h2>
            {move || (score.get().is_some() || unscored.get().is_some()).then(|| view! { <h3>"7-point checklist"</h3> })}
            {move || score.get().map(|score| view! { <ScoreBox score/> })}
            {move || unscored.get().map(|why| view! { <p class="unscored">{why}</p> })}
            <div aria-live="polite">
                {move || warnings.get().into_iter().map(|warning| view! { <Notice tone=NoticeTone::Warning><p>{warning}</p></Notice> }).collect_view()}
            </div>
            {move || promise.get().map(|(name, promise)| view! { <p><strong><bdi>{name}</bdi></strong><br/>{promise}</p> })}
            <StillNeeded state/>
        </section>
        <div class="panel send-foot not-printed">
            <Exclusions state services today=view.today/>
            <Conflict state/>
            <Anyway state may=view.may_refer_anyway/>
            <Named referrers=view.referrers/>
            <button class="nhsuk-button" form="request" name="then" value="submit">"Send the request"</button>
            <span class="quiet"><LiveText text=Signal::derive(move || left(state.problems.read().len()))/></span>
        </div>
    }
    .into_any()
}

/// The chosen service, and by when it answers a request of the chosen kind.
fn promised(services: &[ServiceView], draft: &Draft) -> Option<(String, String)> {
    let chosen = services.iter().find(|each| each.service.to_string() == draft.service)?;
    let promise = chosen.promise(draft.kind.parse().unwrap_or_default())?;
    Some((chosen.name.clone(), promise.to_owned()))
}

/// That NICE says refer and something else was chosen, directly above the button that sends; with the reason that
/// sending asks for. The box belongs to the form by its `form` attribute.
#[component]
fn Conflict(state: DraftForm) -> impl IntoView {
    let conflict = Memo::new(move |_| state.findings.with(pathway::ng12_conflict));
    let error = state.error("despite_reason");
    let wrong = move || error.get().is_some();
    move || {
        let reason = state.draft.with_untracked(|draft| draft.despite_reason.clone());
        let Some(conflict) = conflict.get() else {
            // What was typed stays while nobody asks for it.
            return view! { <input type="hidden" name="draft[despite_reason]" form="request" value=reason/> }
                .into_any();
        };
        {
            view! {
                <div class="send-conflict">
                    <p role="status">{conflict}</p>
                    <div class="nhsuk-form-group" class:nhsuk-form-group--error=wrong>
                        <label class="nhsuk-label" for="despite_reason">"Not sent as urgent suspected cancer although NICE says refer, because"</label>
                        {move || error.get().map(|error| view! {
                            <span class="nhsuk-error-message" id="despite_reason-error"><span class="nhsuk-u-visually-hidden">"Error: "</span>{error}</span>
                        })}
                        <textarea class="nhsuk-textarea" class:nhsuk-textarea--error=wrong id="despite_reason" name="draft[despite_reason]"
                            form="request" rows="2" aria-invalid=move || wrong().then_some("true")
                            on:input=move |_| state.typed() on:focusout=move |_| state.save_now()>{reason}</textarea>
                    </div>
                </div>
            }
            .into_any()
        }
    }
}

/// Why the patient is referred although the answer was that they need not be seen; asked of a referral against one.
#[component]
fn Anyway(state: DraftForm, may: bool) -> impl IntoView {
    let asks = Memo::new(move |_| may && state.draft.with(|draft| draft.kind.parse().is_ok_and(Kind::is_referral)));
    let reason = move || state.draft.with_untracked(|draft| draft.anyway_reason.clone());
    // What was typed stays while nobody asks for it.
    let kept = move || view! { <input type="hidden" name="draft[anyway_reason]" form="request" value=reason()/> };
    let error = state.error("anyway_reason");
    let wrong = move || error.get().is_some();
    view! {
        <Show when=move || asks.get() fallback=kept>
            <div class="send-conflict">
                <p role="status">"The answer was that the patient need not be seen. This refers them anyway: the specialist reads why, and the 18 weeks count from the day on which you first asked."</p>
                <div class="nhsuk-form-group" class:nhsuk-form-group--error=wrong>
                    <label class="nhsuk-label" for="anyway_reason">"Referred although the answer was otherwise, because"</label>
                    {move || error.get().map(|error| view! {
                        <span class="nhsuk-error-message" id="anyway_reason-error"><span class="nhsuk-u-visually-hidden">"Error: "</span>{error}</span>
                    })}
                    <textarea class="nhsuk-textarea" class:nhsuk-textarea--error=wrong id="anyway_reason" name="draft[anyway_reason]"
                        form="request" rows="2" aria-invalid=move || wrong().then_some("true")
                        on:input=move |_| state.typed() on:focusout=move |_| state.save_now()>{reason()}</textarea>
                </div>
            </div>
        </Show>
    }
    .into_any()
}

/// By what the chosen service does not usually take this request, or not at all, and where to instead; with the reason that
/// sending asks for. Worked out from what stands in the form, on the server's day.
#[component]
fn Exclusions(state: DraftForm, services: StoredValue<Vec<ServiceView>>, today: Date) -> impl IntoView {
    let excluded = Memo::new(move |_| {
        services.with_value(|all| state.draft.with(|draft| excluded(all, draft, &state.findings.read(), today)))
    });
    // Also where the server asks by an edition that began since.
    let asks = Memo::new(move |_| {
        excluded.read().iter().any(|it| it.then == IfExcluded::AsksReason)
            || state.problems.read().iter().any(|problem| problem.field == "excluded_reason")
    });
    let reason = move || state.draft.with_untracked(|draft| draft.excluded_reason.clone());
    // What was typed stays while nobody asks for it.
    let kept = move || view! { <input type="hidden" name="draft[excluded_reason]" form="request" value=reason()/> };
    let error = state.error("excluded_reason");
    let wrong = move || error.get().is_some();
    let said = move || excluded.get().into_iter().map(|it| view! { <p>{it.sentence}</p> }).collect_view();
    view! {
        <div aria-live="polite">
            <Show when=move || !excluded.read().is_empty()><div class="send-conflict">{said}</div></Show>
        </div>
        <Show when=move || asks.get() fallback=kept>
            <div class="nhsuk-form-group" class:nhsuk-form-group--error=wrong>
                <label class="nhsuk-label" for="excluded_reason">"Sent to this service all the same, because"</label>
                {move || error.get().map(|error| view! {
                    <span class="nhsuk-error-message" id="excluded_reason-error"><span class="nhsuk-u-visually-hidden">"Error: "</span>{error}</span>
                })}
                <textarea class="nhsuk-textarea" class:nhsuk-textarea--error=wrong id="excluded_reason" name="draft[excluded_reason]"
                    form="request" rows="2" aria-invalid=move || wrong().then_some("true")
                    on:input=move |_| state.typed() on:focusout=move |_| state.save_now()>{reason()}</textarea>
            </div>
        </Show>
    }
    .into_any()
}

fn excluded(services: &[ServiceView], draft: &Draft, findings: &Findings, today: Date) -> Vec<Excluded> {
    let Some(chosen) = services.iter().find(|each| each.service.to_string() == draft.service) else {
        return Vec::new();
    };
    let exclusions = chosen.excludes(draft.kind.parse().unwrap_or_default());
    pathway::excluded(exclusions, age_on(&draft.dob, today), findings)
}

/// In whose name it is sent: one's own, or that of a referrer one writes for, who is then the one who asks.
#[component]
fn Named(referrers: Vec<(AccountId, String)>) -> impl IntoView {
    let me = use_context::<Me>().map(|me| me.account);
    let own = can(Capability::Refer);
    let colleagues: Vec<_> = referrers.into_iter().filter(|(account, _)| Some(*account) != me).collect();
    if own && colleagues.is_empty() {
        return ().into_any();
    }
    let missing = use_query_map().read_untracked().get("named").is_some();
    let options = colleagues
        .into_iter()
        .map(|(account, name)| view! { <option value=account.to_string()>{name}</option> })
        .collect_view();
    view! {
        <div class="nhsuk-form-group" class:nhsuk-form-group--error=missing>
            <label class="nhsuk-label" for="named">"In the name of"</label>
            {missing.then(|| view! { <span class="nhsuk-error-message">"Choose the referrer who asks. Nothing was sent."</span> })}
            <select class="nhsuk-select" id="named" name="named" form="request">
                <option value="">{if own { "Myself" } else { "Choose a referrer" }}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

fn left(problems: usize) -> String {
    match problems {
        0 => "Ready to send".to_owned(),
        1 => "1 thing still needed".to_owned(),
        more => format!("{more} things still needed"),
    }
}

/// What is still missing, each a link to its field.
#[component]
fn StillNeeded(state: DraftForm) -> impl IntoView {
    let count = move || state.problems.read().len();
    view! {
        <div class="needed">
            {move || match count() {
                0 => view! { <p class="needed__done">"Everything needed is there."</p> }.into_any(),
                _ => view! { <h3>"Still needed "<LiveText text=Signal::derive(move || format!("({})", count())) verbatim=true/></h3> }.into_any(),
            }}
            <ul><ProblemLinks problems=state.problems.into()/></ul>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::{case::Kind, ids::ServiceId};

    use super::*;

    #[test]
    fn the_promise_is_that_of_the_chosen_kind() {
        let id = "0190163d-8694-739b-aea5-966c26f8ad90";
        let promises = vec![(Kind::Advice, "in 2 days".to_owned()), (Kind::Cancer, "in 1 day".to_owned())];
        let services = [ServiceView {
            service: id.parse::<ServiceId>().unwrap(),
            name: "Dermatology".into(),
            promises,
            exclusions: Vec::new(),
        }];
        let promise = |service: &str, kind: &str| {
            promised(&services, &Draft { service: service.into(), kind: kind.into(), ..Draft::default() })
                .map(|(_, promise)| promise)
        };
        assert_eq!(promise(id, "advice").as_deref(), Some("in 2 days"));
        assert_eq!(promise(id, "cancer").as_deref(), Some("in 1 day"));
        assert_eq!(promise(id, "").as_deref(), Some("in 2 days"), "what is not chosen yet is advice");
        assert_eq!(promise("", "cancer"), None);
    }
}
