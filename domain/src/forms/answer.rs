//! An answer as its item understands it.

use jiff::civil::Date;

use super::questionnaire::{Item, ItemKind, Operator, Value};
use crate::typed;

/// What was typed is not what its item asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnAnswer;

impl Item {
    /// What was given, read; nothing where nothing was answered. A box that is not ticked says no.
    ///
    /// # Errors
    /// `NotAnAnswer` where it cannot be read, or is none of the options.
    pub fn read(&self, given: &[&str]) -> Result<Vec<Value>, NotAnAnswer> {
        let one = |read: fn(&Self, &str) -> Option<Value>| match given {
            [] => Ok(Vec::new()),
            [typed] => read(self, typed).map(|value| vec![value]).ok_or(NotAnAnswer),
            _ => Err(NotAnAnswer),
        };
        match self.kind {
            ItemKind::Group | ItemKind::Display | ItemKind::Attachment => Ok(Vec::new()),
            ItemKind::Boolean => Ok(vec![Value::Boolean(given == ["true"])]),
            ItemKind::String => one(|_, typed| Some(Value::Text(typed::line(typed)))),
            ItemKind::Text => one(|_, typed| Some(Value::Text(typed.trim().to_owned()))),
            ItemKind::Integer => one(|_, typed| decimal(typed).filter(|it| it.fract() == 0.0).map(whole)),
            ItemKind::Decimal => one(|_, typed| decimal(typed).map(Value::Decimal)),
            ItemKind::Quantity => {
                one(|item, typed| measure(typed, &item.unit).map(|number| Value::Quantity(number, item.unit.clone())))
            }
            ItemKind::Date => match given {
                [] => Ok(Vec::new()),
                [day, month, year] => date([day, month, year]).map(|date| vec![Value::Date(date)]).ok_or(NotAnAnswer),
                [iso] => iso.parse().map(|date| vec![Value::Date(date)]).map_err(|_| NotAnAnswer),
                _ => Err(NotAnAnswer),
            },
            ItemKind::Choice if self.repeats => {
                let chosen = given.iter().map(|code| self.option(code).cloned().map(Value::Coding));
                chosen.collect::<Option<Vec<_>>>().ok_or(NotAnAnswer)
            }
            ItemKind::Choice => one(|item, code| item.option(code).cloned().map(Value::Coding)),
            // Of an option and own words, the words: who typed them found no option that fits.
            ItemKind::OpenChoice => match given {
                [] => Ok(Vec::new()),
                [.., last] => Ok(vec![match self.option(last) {
                    Some(option) => Value::Coding(option.clone()),
                    None => Value::Text(typed::line(last)),
                }]),
            },
        }
    }

    /// An answer in words: what was chosen as it was read, numbers with their unit.
    pub fn words(&self, given: &[&str]) -> String {
        match self.read(given) {
            // As typed: it is for whoever reads it to make something of.
            Err(NotAnAnswer) => given.join(" "),
            Ok(values) => {
                let words = values.into_iter().map(|value| match value {
                    Value::Boolean(true) => "Yes".to_owned(),
                    Value::Boolean(false) => String::new(),
                    Value::Integer(number) => number.to_string(),
                    Value::Decimal(number) => number.to_string(),
                    Value::Date(date) => date.strftime("%-d %B %Y").to_string(),
                    Value::Text(text) => text,
                    Value::Coding(coding) => coding.display,
                    Value::Quantity(number, unit) => format!("{number} {unit}"),
                });
                words.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// A length in millimetres, where what was typed has one meaning: "8", "8 mm", "8,5", "0.8 cm".
pub fn millimetres(typed: &str) -> Option<f32> {
    let typed = typed::plain(typed).to_lowercase();
    let (number, in_mm) = match typed.strip_suffix("cm") {
        Some(number) => (number, 10.0),
        None => (typed.strip_suffix("mm").unwrap_or(&typed), 1.0),
    };
    let mm = typed::number(number).map(|number| (number * in_mm * 100.0).round() / 100.0);
    mm.filter(|mm| mm.is_finite() && *mm > 0.0)
}

fn measure(typed: &str, unit: &str) -> Option<f64> {
    if unit == "mm" {
        return millimetres(typed).map(exact);
    }
    let typed = typed::plain(typed);
    decimal(typed.strip_suffix(unit).unwrap_or(&typed))
}

/// As it was typed: 8.1 is not 8.100000381.
fn exact(number: f32) -> f64 {
    number.to_string().parse().unwrap_or_else(|_| f64::from(number))
}

pub(super) fn decimal(typed: &str) -> Option<f64> {
    typed::number(typed).filter(|number| number.is_finite()).map(exact)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "what is typed has at most 38 digits, and a cast ends at i64's end"
)]
fn whole(number: f64) -> Value {
    Value::Integer(number as i64)
}

pub(super) fn date(parts: [&str; 3]) -> Option<Date> {
    let [day, month, year] = parts.map(typed::plain);
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

impl Operator {
    /// Whether any of an item's answers satisfies it; with "!=", whether none equals.
    pub(super) fn holds(self, answers: &[Value], than: &Value) -> bool {
        let is_answered = answers.iter().any(|answer| *answer != Value::Boolean(false));
        let equal = || answers.iter().any(|answer| equals(answer, than));
        let compared =
            |fits: fn(std::cmp::Ordering) -> bool| answers.iter().filter_map(|answer| compare(answer, than)).any(fits);
        match self {
            Self::Exists => Value::Boolean(is_answered) == *than,
            Self::Equal => equal(),
            Self::NotEqual => !equal(),
            Self::Greater => compared(std::cmp::Ordering::is_gt),
            Self::Less => compared(std::cmp::Ordering::is_lt),
            Self::GreaterOrEqual => compared(std::cmp::Ordering::is_ge),
            Self::LessOrEqual => compared(std::cmp::Ordering::is_le),
        }
    }
}

fn equals(answer: &Value, than: &Value) -> bool {
    match (answer, than) {
        (Value::Coding(chosen), Value::Coding(other)) => chosen.code == other.code,
        (Value::Coding(chosen), Value::Text(code)) => chosen.code == *code,
        (Value::Text(text), Value::Text(other)) => text == other,
        (Value::Boolean(ticked), Value::Boolean(other)) => ticked == other,
        _ => compare(answer, than).is_some_and(std::cmp::Ordering::is_eq),
    }
}

/// How two stand to each other that have an order.
pub(super) fn compare(answer: &Value, than: &Value) -> Option<std::cmp::Ordering> {
    match (answer, than) {
        (Value::Date(date), Value::Date(other)) => Some(date.cmp(other)),
        _ => number(answer)?.partial_cmp(&number(than)?),
    }
}

#[expect(clippy::cast_precision_loss, reason = "what anybody types or sets a limit at is far below 2^53")]
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Decimal(number) | Value::Quantity(number, _) => Some(*number),
        Value::Boolean(_) | Value::Date(_) | Value::Text(_) | Value::Coding(_) => None,
    }
}
