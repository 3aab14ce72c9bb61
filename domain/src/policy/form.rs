//! A policy as a plain form: every field a text, as typed. What is read of it is whole and within bounds, or everything
//! that is wrong with it, field by field.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time, time};
use serde::{Deserialize, Serialize};

use super::{
    ALWAYS_OFFERED, Exclusion, ExclusionKind, IfExcluded, LONGEST_NET, NUMBERS, Number, Part, Policy, SafetyNet,
    TELLINGS,
};
use crate::{
    case::{Kind, Outcome, Problem, Site},
    clock::{Calendar, Division, MOST_CLOSED},
    news::Telling,
    typed,
};

/// How fields are called.
pub mod names {
    use super::{ExclusionKind, Kind, Outcome, Site};

    pub fn offers(kind: Kind, outcome: Outcome) -> String {
        format!("{}_offers_{}", kind.as_str(), outcome.as_str())
    }

    pub fn safety_net(kind: Kind, outcome: Outcome) -> String {
        format!("{}_net_{}", kind.as_str(), outcome.as_str())
    }

    pub fn then(kind: Kind, of: ExclusionKind) -> String {
        format!("{}_excludes_{}", kind.as_str(), of.as_str())
    }

    pub fn limit(kind: Kind, of: ExclusionKind) -> String {
        format!("{}_limit_{}", kind.as_str(), of.as_str())
    }

    pub fn instead(kind: Kind, of: ExclusionKind) -> String {
        format!("{}_instead_{}", kind.as_str(), of.as_str())
    }

    pub fn site(kind: Kind, site: Site) -> String {
        format!("{}_site_{}", kind.as_str(), site.as_str())
    }
}

/// What is typed into a form, by the fields' names. A box that is not ticked is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PolicyForm(pub BTreeMap<String, String>);

/// The longest sentence that says where to instead.
const LONGEST_INSTEAD: usize = 300;

const ON: &str = "true";

impl PolicyForm {
    /// A policy as it would be typed.
    pub fn of(policy: &Policy) -> Self {
        let mut form = Self::default();
        for number in NUMBERS {
            form.put(number.name, (number.get)(policy).to_string());
        }
        for telling in TELLINGS {
            form.put(telling.name, (telling.get)(policy).as_str());
        }
        let Calendar { division, weekends, bank_holidays, closed } = &policy.calendar;
        form.put("division", division.as_str());
        form.tick("weekends", *weekends);
        form.tick("bank_holidays", *bank_holidays);
        let days: Vec<String> = closed.iter().map(|day| day.strftime("%-d %B %Y").to_string()).collect();
        form.put("closed", days.join("\n"));
        form.put("cutoff", policy.cutoff.strftime("%H:%M").to_string());
        form.put("day_ends", policy.day_ends.strftime("%H:%M").to_string());
        for &kind in Kind::ALL {
            form.put_pathway(policy, kind);
        }
        form
    }

    fn put_pathway(&mut self, policy: &Policy, kind: Kind) {
        for outcome in Outcome::ALL.iter().copied().filter(|outcome| outcome.fits(kind)) {
            self.tick(&names::offers(kind, outcome), policy.offers(kind, outcome));
            if !outcome.pauses_clock() {
                self.put(&names::safety_net(kind, outcome), policy.safety_net(kind, outcome));
            }
        }
        for &of in ExclusionKind::ALL {
            let own = policy.pathway(kind).exclusions.iter().find(|it| it.of == of);
            self.put(&names::then(kind, of), own.map_or("", |own| own.then.as_str()));
            if let Some((.., usual)) = of.limits() {
                self.put(&names::limit(kind, of), own.map_or(usual, |own| own.limit).to_string());
            }
            self.put(&names::instead(kind, of), own.map_or(of.usual_instead(), |own| &own.instead));
        }
        let at_site = policy.pathway(kind).exclusions.iter().find(|it| it.of == ExclusionKind::AtSite);
        for &site in Site::ALL {
            self.tick(&names::site(kind, site), at_site.is_some_and(|it| it.sites.contains(&site)));
        }
    }

    fn put(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), value.into());
    }

    fn tick(&mut self, name: &str, is_ticked: bool) {
        if is_ticked {
            self.put(name, ON);
        } else {
            self.0.remove(name);
        }
    }

    /// What stands in a field; empty where nothing does.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    pub fn is_ticked(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// With one part as it was posted, the others as they were. What is no field of this part is left out.
    #[must_use]
    pub fn with(mut self, part: Part, posted: Self) -> Self {
        let is_of = |name: &str| part_of(name) == Some(part);
        self.0.retain(|name, _| !is_of(name));
        let posted = posted.0.into_iter().filter(|(name, _)| is_of(name));
        self.0.extend(posted.map(|(name, value)| (name, typed::text(&value))));
        self
    }

    /// One part alone.
    #[must_use]
    pub fn part(&self, part: Part) -> Self {
        let fields = self.0.iter().filter(|(name, _)| part_of(name) == Some(part));
        Self(fields.map(|(name, value)| (name.clone(), value.clone())).collect())
    }

    /// As it is over a newer edition than the one that it was typed over: what was not typed is the newer one's.
    #[must_use]
    pub fn over(self, base: &Self, newest: &Self) -> Self {
        let typed = |name: &String| self.0.get(name) != base.0.get(name);
        let mut over = newest.clone();
        for name in self.0.keys().chain(base.0.keys()).filter(|name| typed(name)) {
            match self.0.get(name) {
                Some(value) => over.0.insert(name.clone(), value.clone()),
                None => over.0.remove(name),
            };
        }
        over
    }

    /// The policy that this says.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the screen's order.
    pub fn read(&self) -> Result<Policy, Vec<Problem>> {
        let mut sheet = Sheet { form: self, problems: Vec::new() };
        let mut policy = Policy::default();
        for &kind in Kind::ALL {
            sheet.numbers(&mut policy, Part::Pathway(kind));
            sheet.pathway(&mut policy, kind);
        }
        sheet.calendar(&mut policy);
        sheet.numbers(&mut policy, Part::Service);
        for telling in TELLINGS {
            match self.get(telling.name).parse() {
                Ok(Telling::AtOnce) if !telling.may_be_at_once => {
                    let message =
                        format!("{}: choose after the practice has read it, or by the practice", telling.label);
                    sheet.wrong(telling.name, message);
                }
                Ok(chosen) => (telling.set)(&mut policy, chosen),
                Err(_) => sheet.wrong(telling.name, format!("Choose when: {}", telling.label.to_lowercase())),
            }
        }
        if sheet.problems.is_empty() { Ok(policy) } else { Err(sheet.problems) }
    }
}

/// The part that a field stands in; None for what is no field.
pub fn part_of(name: &str) -> Option<Part> {
    if let Some(number) = NUMBERS.iter().find(|number| number.name == name) {
        return Some(number.part);
    }
    let of_service = ["division", "weekends", "bank_holidays", "closed", "cutoff", "day_ends"];
    if of_service.contains(&name) || TELLINGS.iter().any(|telling| telling.name == name) {
        return Some(Part::Service);
    }
    let (kind, rest) = name.split_once('_')?;
    let kind: Kind = kind.parse().ok()?;
    let (what, code) = rest.split_once('_')?;
    let is_one = match what {
        "offers" | "net" => code.parse::<Outcome>().is_ok(),
        "excludes" | "limit" | "instead" => code.parse::<ExclusionKind>().is_ok(),
        "site" => code.parse::<Site>().is_ok(),
        _ => false,
    };
    is_one.then_some(Part::Pathway(kind))
}

/// Gathers what is wrong.
struct Sheet<'a> {
    form: &'a PolicyForm,
    problems: Vec<Problem>,
}

impl Sheet<'_> {
    fn wrong(&mut self, field: &str, message: impl Into<String>) {
        self.problems.push(Problem::new(field, message));
    }

    fn whole(&mut self, field: &str, label: &str, (min, max): (u32, u32)) -> Option<u32> {
        let typed = typed::number(self.form.get(field)).and_then(|it| (min..=max).find(|whole| *whole as f32 == it));
        if typed.is_none() {
            self.wrong(field, format!("{label}: enter a whole number from {min} to {max}"));
        }
        typed
    }

    fn numbers(&mut self, policy: &mut Policy, part: Part) {
        for Number { name, label, min, max, set, .. } in NUMBERS.iter().filter(|number| number.part == part) {
            if let Some(number) = self.whole(name, label, (*min, *max)) {
                set(policy, number);
            }
        }
    }

    fn calendar(&mut self, policy: &mut Policy) {
        match self.form.get("division").parse::<Division>() {
            Ok(division) => policy.calendar.division = division,
            Err(_) => self.wrong("division", "Choose whose bank holidays these are"),
        }
        policy.calendar.weekends = self.form.is_ticked("weekends");
        policy.calendar.bank_holidays = self.form.is_ticked("bank_holidays");
        let lines = self.form.get("closed").lines().filter(|line| !typed::is_blank(line));
        let mut closed = Vec::new();
        for line in lines {
            match day(line) {
                Some(day) => closed.push(day),
                None => {
                    let line = line.trim().chars().take(40).collect::<String>();
                    self.wrong(
                        "closed",
                        format!("“{line}” is not a day: write each as 24 December 2026, on a line of its own"),
                    );
                    break;
                }
            }
        }
        closed.sort_unstable();
        closed.dedup();
        if closed.len() > MOST_CLOSED {
            self.wrong("closed", format!("Name {MOST_CLOSED} closed days at most: take out those that are over"));
        }
        policy.calendar.closed = closed;
        let ends = self.time("day_ends", "When a working day ends");
        let cutoff = self.time("cutoff", "The latest time that counts for the same day");
        if let (Some(ends), Some(cutoff)) = (ends, cutoff) {
            if cutoff > ends {
                self.wrong("cutoff", "The latest time that counts for the same day cannot be after the end of the day");
            }
            (policy.day_ends, policy.cutoff) = (ends, cutoff);
        }
    }

    fn time(&mut self, field: &str, label: &str) -> Option<Time> {
        let found = clock_time(self.form.get(field)).filter(|at| (6..=22).contains(&at.hour()));
        if found.is_none() {
            self.wrong(field, format!("{label}: enter a time from 06:00 to 22:59, such as 17:00"));
        }
        found
    }

    fn pathway(&mut self, policy: &mut Policy, kind: Kind) {
        let (mut withheld, mut safety_nets) = (Vec::new(), Vec::new());
        for outcome in Outcome::ALL.iter().copied().filter(|outcome| outcome.fits(kind)) {
            let is_offered = ALWAYS_OFFERED.contains(&outcome) || self.form.is_ticked(&names::offers(kind, outcome));
            if !is_offered {
                withheld.push(outcome);
            }
            if outcome.pauses_clock() {
                continue;
            }
            let field = names::safety_net(kind, outcome);
            let text = self.form.get(&field).trim().to_owned();
            if is_offered && outcome.needs_safety_net() && typed::is_blank(&text) {
                let message =
                    format!("“{}”: enter when to seek help sooner. Nobody else will see the patient", outcome.label());
                self.wrong(&field, message);
            }
            if text.chars().count() > LONGEST_NET {
                self.wrong(&field, format!("“{}”: use {LONGEST_NET} characters or fewer", outcome.label()));
            }
            safety_nets.push(SafetyNet { outcome, text });
        }
        let exclusions = ExclusionKind::ALL.iter().filter_map(|&of| self.exclusion(kind, of)).collect();
        let pathway = policy.pathway_mut(kind);
        (pathway.withheld, pathway.safety_nets, pathway.exclusions) = (withheld, safety_nets, exclusions);
    }

    fn exclusion(&mut self, kind: Kind, of: ExclusionKind) -> Option<Exclusion> {
        let field = names::then(kind, of);
        let chosen = self.form.get(&field);
        if chosen.is_empty() {
            return None;
        }
        let Ok(then) = chosen.parse::<IfExcluded>() else {
            self.wrong(&field, format!("{}: choose what becomes of the request", of.label()));
            return None;
        };
        if then == IfExcluded::Stops && kind == Kind::Cancer {
            let message = format!("{}: a suspected cancer is never stopped. Ask for a reason instead", of.label());
            self.wrong(&field, message);
        }
        let mut limit = 0;
        if let Some((min, max, _)) = of.limits() {
            limit = self.whole(&names::limit(kind, of), of.unit(), (min, max)).unwrap_or_default();
        }
        let mut sites = Vec::new();
        if of == ExclusionKind::AtSite {
            sites.extend(Site::ALL.iter().copied().filter(|&site| self.form.is_ticked(&names::site(kind, site))));
            if sites.is_empty() {
                self.wrong(&field, "Some sites of the body: choose the sites");
            }
        }
        let instead_field = names::instead(kind, of);
        let instead = typed::line(self.form.get(&instead_field));
        if instead.is_empty() || instead.chars().count() > LONGEST_INSTEAD {
            let message = format!("{}: say where to instead, in up to {LONGEST_INSTEAD} characters", of.label());
            self.wrong(&instead_field, message);
        }
        Some(Exclusion { of, then, limit, sites, instead })
    }
}

/// "17:00", "9.30".
fn clock_time(typed: &str) -> Option<Time> {
    let typed = typed::plain(typed);
    let (hour, minute) = typed.split_once([':', '.'])?;
    let part = |text: &str, most: i8| {
        let is_digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        is_digits.then(|| text.parse::<i8>().ok()).flatten().filter(|it| *it <= most)
    };
    if minute.len() != 2 {
        return None;
    }
    Some(time(part(hour, 23)?, part(minute, 59)?, 0, 0))
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// "24 December 2026", "24/12/2026", "2026-12-24": of this century.
pub fn day(typed: &str) -> Option<Date> {
    let plain = typed::plain(typed).to_lowercase();
    let parts: Vec<&str> = plain.split([' ', '/', '-', '.', ',']).filter(|part| !part.is_empty()).collect();
    let [first, month, last] = parts[..] else { return None };
    let (day, year) = if first.len() == 4 { (last, first) } else { (first, last) };
    let named = MONTHS.iter().position(|name| month.len() >= 3 && name.starts_with(month));
    let month = named.map_or_else(|| month.parse().ok(), |at| i8::try_from(at + 1).ok())?;
    let year: i16 = year.parse().ok().filter(|year| (2020..=2099).contains(year))?;
    Date::new(year, month, day.parse().ok()?).ok()
}
