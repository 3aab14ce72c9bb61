use std::collections::HashMap;

use domain::{
    case::{Kind, Outcome, Problem, Site},
    clock::Division,
    news::Telling,
    policy::{ALWAYS_OFFERED, ExclusionKind, IfExcluded, NUMBERS, Part, PolicyForm, TELLINGS, names, part_of},
    view::PolicyView,
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{
    api::{
        client::marked,
        policy::{SavePolicy, load_policy},
    },
    components::{Choices, ErrorSummary, Field, FieldKind, Notice, NoticeTone, Tick, loaded},
};

/// One part of the policy as a plain form. Saving it keeps it as typed and shows what it changes; nothing holds before it is
/// published.
#[component]
pub fn PolicyPart() -> impl IntoView {
    let params = use_params_map();
    let part = Part::named(&params.get_untracked().get("part").unwrap_or_default());
    let checked = use_query_map().get_untracked().get("checked").is_some();
    let policy = Resource::new_blocking(|| (), |()| load_policy());
    view! {
        <Title text="Change the service policy"/>
        <div class="staff__page">
            <p><a href="/policy" class="nhsuk-back-link">"Service policy"</a></p>
            {match part {
                Some(part) => loaded(policy, move |view| view! { <PartForm part view checked/> }).into_any(),
                None => view! { <h1>"There is no such part"</h1> }.into_any(),
            }}
        </div>
    }
    .into_any()
}

/// The form with what is wrong at each of its fields.
#[derive(Clone)]
struct Filled {
    form: PolicyForm,
    wrong: HashMap<String, String>,
}

impl Filled {
    fn value(&self, name: &str) -> String {
        self.form.get(name).to_owned()
    }

    fn error(&self, name: &str) -> Signal<Option<String>> {
        Signal::stored(self.wrong.get(name).cloned())
    }
}

fn in_form(name: &str) -> String {
    format!("fields[{name}]")
}

#[component]
fn PartForm(part: Part, view: PolicyView, checked: bool) -> impl IntoView {
    let problems: Vec<Problem> = view.draft.map(|draft| draft.problems).unwrap_or_default();
    let problems: Vec<Problem> =
        problems.into_iter().filter(|it| checked && part_of(&it.field) == Some(part)).collect();
    let wrong = problems.iter().map(|it| (it.field.clone(), it.message.clone())).collect();
    let here = view.parts.into_iter().find(|it| it.part == part);
    let seen = here.as_ref().map(|it| it.seen.clone()).unwrap_or_default();
    let (aside, differs) = here.map(|it| (it.aside, it.differs)).unwrap_or_default();
    let other_window = aside.is_some().then(|| view! { <OtherWindow differs/> });
    // What was typed last stands in the fields, and what is saved beside it.
    let form = match aside {
        Some(aside) => view.form.with(part, aside),
        None => view.form,
    };
    let filled = Filled { form, wrong };
    let numbers = NUMBERS.iter().filter(|number| number.part == part).map(|number| {
        let hint = format!("From {} to {}", number.min, number.max);
        view! {
            <Field name=number.name form_name=in_form(number.name) label=number.label value=filled.value(number.name)
                kind=FieldKind::Number hint width="nhsuk-input--width-3" error=filled.error(number.name)/>
        }
    });
    let numbers = numbers.collect_view();
    let rest = match part {
        Part::Service => view! { <ServiceFields filled/> }.into_any(),
        Part::Pathway(kind) => view! { <PathwayFields kind filled/> }.into_any(),
    };
    view! {
        <div class="page-head"><h1>{part.label()}</h1></div>
        {other_window}
        <ErrorSummary problems=Signal::stored(problems)/>
        <form class="policy-form" method="post" action=marked(SavePolicy::url())>
            <input type="hidden" name="part" value=part.as_str()/>
            <input type="hidden" name="based_on" value=view.newest.to_string()/>
            <input type="hidden" name="seen" value=seen/>
            {numbers}
            {rest}
            <p class="quiet">"Nothing changes yet: the next page shows what this changes, and publishes it."</p>
            <button class="nhsuk-button">"Save and see what changes"</button>
        </form>
    }
    .into_any()
}

/// This part was saved in another window while it was typed here.
#[component]
fn OtherWindow(differs: Vec<String>) -> impl IntoView {
    let differs = differs.into_iter().map(|it| view! { <li>{it}</li> }).collect_view();
    view! {
        <Notice tone=NoticeTone::Warning>
            <p><strong>"This was not saved. "</strong>"You saved this part in another window since this page was opened. What you typed here stands in the fields below. Compared with what is saved, it changes:"</p>
            <ul class="nhsuk-list nhsuk-list--bullet">{differs}</ul>
            <p>"Save it again to have it so, or open the service policy to keep what is saved."</p>
        </Notice>
    }
    .into_any()
}

#[component]
fn PathwayFields(kind: Kind, filled: Filled) -> impl IntoView {
    let outcomes = Outcome::ALL.iter().copied().filter(|outcome| outcome.fits(kind));
    let outcomes = outcomes.map(|outcome| view! { <OutcomeFields kind outcome filled=filled.clone()/> }).collect_view();
    let exclusions = ExclusionKind::ALL.iter().copied();
    let exclusions = exclusions.map(|of| view! { <ExclusionFields kind of filled=filled.clone()/> }).collect_view();
    view! {
        <h2 class="nhsuk-heading-m">"Who is looked after elsewhere"</h2>
        <p>"The practice reads it while it fills in the request, with your sentence that says where to instead."</p>
        {exclusions}
        <h2 class="nhsuk-heading-m">"Answers, and when to seek help sooner"</h2>
        <p>"What is ticked is offered to your specialists. The words are proposed with it and can be changed in each answer."</p>
        {outcomes}
    }
    .into_any()
}

#[component]
fn OutcomeFields(kind: Kind, outcome: Outcome, filled: Filled) -> impl IntoView {
    let offers = names::offers(kind, outcome);
    let tick = if ALWAYS_OFFERED.contains(&outcome) {
        view! { <p><strong>{outcome.label()}</strong>": always offered. Patients’ safety needs it."</p> }.into_any()
    } else {
        let checked = filled.form.is_ticked(&offers);
        view! { <Tick name=offers.clone() form_name=in_form(&offers) label=outcome.label() checked/> }.into_any()
    };
    let net = names::safety_net(kind, outcome);
    let words = (!outcome.pauses_clock()).then(|| {
        let label = format!("When to seek help sooner, with “{}”", outcome.label());
        view! {
            <Field name=net.clone() form_name=in_form(&net) label value=filled.value(&net) kind=FieldKind::Long rows=2 error=filled.error(&net)/>
        }
    });
    view! { <div class="policy-outcome">{tick}{words}</div> }.into_any()
}

#[component]
fn ExclusionFields(kind: Kind, of: ExclusionKind, filled: Filled) -> impl IntoView {
    let then = names::then(kind, of);
    let mut choices = vec![(String::new(), "Nobody is excluded for it".to_owned())];
    let may = IfExcluded::ALL.iter().filter(|then| kind != Kind::Cancer || **then != IfExcluded::Stops);
    choices.extend(may.map(|then| (then.as_str().to_owned(), then.label().to_owned())));
    let limit = of.limits().map(|(min, max, _)| {
        let name = names::limit(kind, of);
        view! {
            <Field name=name.clone() form_name=in_form(&name) label=of.unit() value=filled.value(&name) kind=FieldKind::Number
                hint=format!("From {min} to {max}") width="nhsuk-input--width-3" error=filled.error(&name)/>
        }
    });
    let sites = (of == ExclusionKind::AtSite).then(|| {
        let sites = Site::ALL.iter().map(|&site| {
            let name = names::site(kind, site);
            view! { <Tick name=name.clone() form_name=in_form(&name) label=site.label() checked=filled.form.is_ticked(&name)/> }
        });
        view! { <div class="policy-sites">{sites.collect_view()}</div> }
    });
    let instead = names::instead(kind, of);
    view! {
        <fieldset class="nhsuk-fieldset policy-exclusion">
            <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{of.label()}</legend>
            <Choices name=then.clone() form_name=in_form(&then) legend="What becomes of the request" choices value=filled.value(&then) error=filled.error(&then)/>
            {limit}{sites}
            <Field name=instead.clone() form_name=in_form(&instead) label="Where to instead, in one sentence" value=filled.value(&instead) error=filled.error(&instead)/>
        </fieldset>
    }
    .into_any()
}

#[component]
fn ServiceFields(filled: Filled) -> impl IntoView {
    let divisions = Division::ALL.iter().map(|it| (it.as_str().to_owned(), it.label().to_owned())).collect();
    let tellings = TELLINGS.iter().map(|telling| {
        let may = Telling::ALL.iter().filter(|it| telling.may_be_at_once || **it != Telling::AtOnce);
        let choices = may.map(|it| (it.as_str().to_owned(), it.label().to_owned())).collect();
        view! {
            <Choices name=telling.name form_name=in_form(telling.name) legend=telling.label choices value=filled.value(telling.name) error=filled.error(telling.name)/>
        }
    });
    let tellings = tellings.collect_view();
    let ticks = [("weekends", "Saturdays and Sundays do not count"), ("bank_holidays", "Bank holidays do not count")];
    let ticks = ticks.map(|(name, label)| {
        view! { <Tick name form_name=in_form(name) label checked=filled.form.is_ticked(name)/> }
    });
    view! {
        {tellings}
        <h2 class="nhsuk-heading-m">"Working days"</h2>
        <Choices name="division" form_name=in_form("division") legend="Whose bank holidays" choices=divisions value=filled.value("division") error=filled.error("division")/>
        <div class="nhsuk-checkboxes">{ticks.into_iter().collect_view()}</div>
        <Field name="closed" form_name=in_form("closed") label="Other days on which your service is closed" value=filled.value("closed") kind=FieldKind::Long rows=4
            hint="One on each line, such as 24 December 2026. What was sent before keeps the time that it was promised." error=filled.error("closed")/>
        <Field name="cutoff" form_name=in_form("cutoff") label="The latest time that counts for the same day" value=filled.value("cutoff") width="nhsuk-input--width-5" error=filled.error("cutoff")/>
        <Field name="day_ends" form_name=in_form("day_ends") label="When a working day ends" value=filled.value("day_ends") width="nhsuk-input--width-5" error=filled.error("day_ends")/>
    }
    .into_any()
}
