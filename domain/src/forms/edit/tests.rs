use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;
use crate::forms::questionnaire::Value;

fn shipped(kind: FormKind) -> Opened {
    Opened::read(kind.file()).unwrap()
}

fn fields(pairs: &[(&str, &str)]) -> EditForm {
    EditForm(pairs.iter().map(|(name, typed)| ((*name).to_owned(), (*typed).to_owned())).collect())
}

/// What comes of a posted form.
fn posted(opened: &Opened, act: EditAct, item: &str, pairs: &[(&str, &str)]) -> Result<Edited, EditRefused> {
    opened.edit(&fields(pairs).read(opened, act, item)?)
}

fn done(opened: &Opened, act: EditAct, item: &str, pairs: &[(&str, &str)]) -> Opened {
    let edited = posted(opened, act, item, pairs).unwrap_or_else(|refused| panic!("{act:?} {item}: {refused}"));
    let opened = Opened::read(&edited.file).unwrap();
    assert_eq!(opened.faults, [], "{act:?} {item}");
    opened
}

fn refused(opened: &Opened, act: EditAct, item: &str, pairs: &[(&str, &str)]) -> String {
    match posted(opened, act, item, pairs) {
        Ok(_) => panic!("{act:?} {item} was done"),
        Err(refused) => refused.sentence,
    }
}

/// The fields of an item as its page shows them.
fn shown(opened: &Opened, link_id: &str) -> Vec<(&'static str, String)> {
    let item = opened.form.item(link_id).unwrap();
    let offers = Offers::of(item.kind, opened.need(link_id));
    let mut pairs = vec![("text", item.text.clone())];
    for (name, is_offered, typed) in [
        ("short", offers.short, item.short.clone()),
        ("hint", offers.hint, item.hint().to_owned()),
        ("max_length", offers.max_length, item.max_length.map(|most| most.to_string()).unwrap_or_default()),
        ("min", offers.bounds, bound_as_typed(item.min.as_ref())),
        ("max", offers.bounds, bound_as_typed(item.max.as_ref())),
        ("options", offers.options, options_as_typed(&item.options)),
    ] {
        if is_offered {
            pairs.push((name, typed));
        }
    }
    pairs.extend(item.required.then(|| ("required", "true".to_owned())));
    pairs.extend(item.repeats.then(|| ("repeats", "true".to_owned())));
    pairs
}

fn with(shown: Vec<(&'static str, String)>, name: &'static str, typed: &str) -> Vec<(&'static str, String)> {
    let others = shown.into_iter().filter(|(each, _)| *each != name);
    others.chain([(name, typed.to_owned())]).collect()
}

fn borrowed<'a>(pairs: &'a [(&'static str, String)]) -> Vec<(&'static str, &'a str)> {
    pairs.iter().map(|(name, typed)| (*name, typed.as_str())).collect()
}

/// What somebody opens and saves without a change loses nothing and gains nothing.
#[test]
fn saving_what_is_shown_changes_nothing() {
    for &kind in FormKind::ALL {
        let opened = shipped(kind);
        let all = opened.form.all_items();
        for (item, _) in all.iter().filter(|(item, _)| !item.is_help) {
            let pairs = shown(&opened, &item.link_id);
            let same = done(&opened, EditAct::Change, &item.link_id, &borrowed(&pairs));
            assert_eq!(same.json, opened.json, "{kind:?}: {}", item.link_id);
        }
    }
}

/// Every act on every item of every form is done, or refused with a sentence.
#[test]
fn every_edit_of_what_comes_with_the_program_ends_well() {
    for &kind in FormKind::ALL {
        let opened = shipped(kind);
        let all = opened.form.all_items();
        let asked = all.iter().find(|(item, _)| item.kind.has_options()).map(|(item, _)| item.link_id.clone());
        for (item, _) in &all {
            for &act in EditAct::ALL {
                let pairs = [
                    ("version", "2"),
                    ("title", "Ours"),
                    ("text", "In other words?"),
                    ("hint", "As an example"),
                    ("options", "One\nTwo"),
                    ("kind", if act == EditAct::Add { "boolean" } else { "choice" }),
                    ("unit", "mm"),
                    ("spot", "first"),
                    ("question", asked.as_deref().unwrap_or_default()),
                    ("test", "exists true"),
                    ("condition", if act == EditAct::When { "" } else { "0" }),
                ];
                match posted(&opened, act, &item.link_id, &pairs) {
                    Ok(edited) => {
                        let changed = Questionnaire::parse(edited.file.as_bytes());
                        assert!(changed.is_ok(), "{kind:?} {act:?} {}: {changed:?}", item.link_id);
                    }
                    Err(refused) => assert!(refused.sentence.len() > 10, "{act:?} {}: {refused:?}", item.link_id),
                }
            }
        }
    }
}

/// The work of the one who has never seen a file: a wording, a question of their own, asked only after an answer, moved.
#[test]
fn a_question_of_ones_own_is_asked_where_and_when_one_wants() {
    let lesion = shipped(FormKind::Lesion);
    let named = done(&lesion, EditAct::Name, "", &[("version", "northshire"), ("title", "Our lesions")]);
    assert_eq!((named.form.version.as_str(), named.form.title.as_str()), ("northshire", "Our lesions"));
    let pairs = with(shown(&named, "pigment"), "text", "Is it brown or black?");
    let worded = done(&named, EditAct::Change, "pigment", &borrowed(&pairs));
    assert_eq!(worded.form.item("pigment").unwrap().text, "Is it brown or black?");

    let new =
        [("text", "How often is sunscreen used?"), ("kind", "choice"), ("options", "Never\n\nSometimes \nAlways")];
    let edited = posted(&worded, EditAct::Add, "biopsy", &new).unwrap();
    assert_eq!(edited.item, "own-1");
    let added = Opened::read(&edited.file).unwrap();
    let own = added.form.item("own-1").unwrap();
    assert_eq!(options_as_typed(&own.options), "Never\nSometimes\nAlways");
    assert_eq!(added.neighbour("own-1", true).unwrap().link_id, "biopsy");

    let condition = [("question", "pigment"), ("test", "= yes")];
    let waits = done(&added, EditAct::When, "own-1", &condition);
    let one = &waits.form.item("own-1").unwrap().enable_when[0];
    assert!(matches!(&one.answer, Value::Coding(coding) if coding.code == "yes" && !coding.system.is_empty()));
    let both = done(&waits, EditAct::When, "own-1", &[("question", "size_mm"), ("test", ">="), ("answer", "6.5")]);
    let any = done(&both, EditAct::AnyOrAll, "own-1", &[("behaviour", "any")]);
    let own = any.form.item("own-1").unwrap();
    assert_eq!((own.behaviour, own.enable_when.len()), (Behaviour::Any, 2));
    let changed =
        done(&any, EditAct::When, "own-1", &[("condition", "1"), ("question", "lesions"), ("test", "exists true")]);
    assert_eq!(changed.form.item("own-1").unwrap().enable_when[1].question, "lesions");
    let one = done(&changed, EditAct::NoLongerWhen, "own-1", &[("condition", "1")]);
    let none = done(&one, EditAct::NoLongerWhen, "own-1", &[("condition", "0")]);
    assert_eq!(none.form.item("own-1").unwrap(), added.form.item("own-1").unwrap());

    let up = done(&waits, EditAct::Up, "own-1", &[]);
    assert_eq!(up.neighbour("own-1", false).unwrap().link_id, "biopsy");
    let elsewhere = done(&up, EditAct::Put, "own-1", &[("spot", "in risk_group")]);
    assert_eq!(elsewhere.neighbour("own-1", false).unwrap().link_id, "risk");
    let second = posted(&elsewhere, EditAct::Add, "own-1", &[("text", "Why?"), ("kind", "text")]).unwrap();
    assert_eq!(second.item, "own-2");
    let gone = done(&elsewhere, EditAct::Remove, "own-1", &[]);
    assert!(gone.form.item("own-1").is_none());
}

#[test]
fn what_rules_read_stays() {
    let lesion = shipped(FormKind::Lesion);
    for need in FormKind::Lesion.needs() {
        let said = refused(&lesion, EditAct::Remove, need.link_id, &[]);
        assert!(said.contains("has to stay"), "{}: {said}", need.link_id);
        let said = refused(&lesion, EditAct::Retype, need.link_id, &[("kind", "text")]);
        assert!(said.contains("The rules read"), "{}: {said}", need.link_id);
    }
    assert!(refused(&lesion, EditAct::Remove, "change", &[]).contains("“Size”"));
    let pairs = with(shown(&lesion, "site"), "options", "Scalp\nChest");
    let said = refused(&lesion, EditAct::Change, "site", &borrowed(&pairs));
    assert!(said.contains("“Face”") && said.contains("“Sole of foot”") && !said.contains("“Forearm”"), "{said}");
    // What no rule reads may go, and comes back with its code.
    let all = options_as_typed(&lesion.form.item("site").unwrap().options);
    let fewer = with(shown(&lesion, "site"), "options", &all.replace("Forearm\n", ""));
    let fewer = done(&lesion, EditAct::Change, "site", &borrowed(&fewer));
    assert!(fewer.form.item("site").unwrap().option("forearm").is_none());
    let again = with(shown(&fewer, "site"), "options", &all);
    assert_eq!(done(&fewer, EditAct::Change, "site", &borrowed(&again)).json, lesion.json);
    // A place that no rule knows.
    let other = with(shown(&lesion, "site"), "options", &format!("{all}\nTongue"));
    assert!(refused(&lesion, EditAct::Change, "site", &borrowed(&other)).contains("Tongue"));
}

#[test]
fn what_another_question_waits_for_stays() {
    // The first of them has a question that waits for another one.
    let history = Opened::read(FormKind::PhotographyHistory.shipped_as("1").unwrap().1).unwrap();
    let said = refused(&history, EditAct::Remove, "chaperone", &[]);
    assert!(said.contains("“Was a chaperone offered?”") && said.contains("“Why not?”"), "{said}");
    let condition = &history.form.item("why_no_chaperone").unwrap().enable_when[0];
    let Value::Coding(waited_for) = &condition.answer else { panic!("{condition:?}") };
    let options = &history.form.item("chaperone").unwrap().options;
    let others: Vec<_> = options.iter().filter(|it| it.code != waited_for.code).cloned().collect();
    let pairs = with(shown(&history, "chaperone"), "options", &options_as_typed(&others));
    let said = refused(&history, EditAct::Change, "chaperone", &borrowed(&pairs));
    assert!(said.contains("“Why not?” depends on it"), "{said}");
    // Retyped, its answer would be compared with one of another type: said by its words, not by its name in the file.
    let said = refused(&history, EditAct::Retype, "chaperone", &[("kind", "integer")]);
    assert!(said.contains("“Was a chaperone offered?”") && !said.contains("“chaperone”"), "{said}");
    // What waits for itself.
    let loops = [("question", "why_no_chaperone"), ("test", "exists true")];
    assert!(refused(&history, EditAct::When, "chaperone", &loops).contains("waits for"));
    let both = refused(
        &shipped(FormKind::Lesion),
        EditAct::When,
        "change",
        &[("question", "change_size"), ("test", "= true")],
    );
    assert!(both.contains("to itself"), "{both}");
}

#[test]
fn what_cannot_be_asked_is_refused_in_words() {
    let lesion = shipped(FormKind::Lesion);
    let text = ("text", "Which?");
    for (act, item, pairs, said) in [
        (EditAct::Name, "", vec![("version", " "), ("title", "x")], "Enter the version’s name"),
        (EditAct::Change, "history", vec![("text", "")], "Enter the words of the question"),
        (EditAct::Change, "history", vec![text, ("max_length", "many")], "Enter a whole number from 1 to"),
        (EditAct::Change, "lesions", vec![text, ("min", "9"), ("max", "3")], "has to be more than the least"),
        (EditAct::Change, "lesions", vec![text, ("min", "few")], "Enter a whole number, for example 8"),
        (EditAct::Change, "gone", vec![text], "no longer in the form"),
        (EditAct::Add, "history", vec![text, ("kind", "choice")], "Enter the choices"),
        (EditAct::Add, "history", vec![text, ("kind", "choice"), ("options", "A\nA")], "“A” stands twice"),
        (EditAct::Add, "history", vec![text, ("kind", "quantity")], "what it is measured in"),
        (EditAct::Add, "history", vec![text, ("kind", "group")], "Choose how it is answered"),
        (EditAct::Add, "history", vec![text, ("kind", "boolean"), ("required", "true")], "not ticked is an answer"),
        (EditAct::Add, "itch", vec![text, ("kind", "text")], "has boxes to tick and nothing else"),
        (EditAct::Put, "problem_group", vec![("spot", "in change")], "into itself"),
        (EditAct::Put, "history", vec![("spot", "in tried")], "Only a group has questions in it"),
        (EditAct::Up, "problem_group", vec![], "stands at the end already"),
        (EditAct::When, "history", vec![("question", "pigment"), ("test", "= maybe")], "Choose the answer"),
        (EditAct::When, "history", vec![("question", "change"), ("test", "exists true")], "Choose the question"),
        (EditAct::NoLongerWhen, "history", vec![("condition", "0")], "no longer there"),
    ] {
        let sentence = refused(&lesion, act, item, &pairs);
        assert!(sentence.contains(said), "{act:?} {item}: {sentence}");
    }
    let alone = refused(&shipped(FormKind::Rash), EditAct::Put, "systemic_upset", &[("spot", "first")]);
    assert!(alone.contains("is all that “General condition” has"), "{alone}");
}

/// What describes a form and is not read here is there after any change.
#[test]
fn what_was_put_in_beside_the_questions_stays() {
    let mut file: Json = serde_json::from_str(FormKind::PatientQuestions.file()).unwrap();
    file["contact"] = json!([{ "name": "Dermatology" }]);
    file["item"][0]["definition"] = json!("http://example.org/duration");
    file["item"][0]["answerOption"][0]["id"] = json!("first");
    let opened = Opened::read(&file.to_string()).unwrap();
    assert_eq!(opened.faults, []);
    let pairs = with(shown(&opened, "duration"), "text", "Since when?");
    let changed = done(&opened, EditAct::Change, "duration", &borrowed(&pairs));
    let moved = done(&changed, EditAct::Down, "duration", &[]);
    file["item"][0]["text"] = json!("Since when?");
    file["item"].as_array_mut().unwrap().swap(0, 1);
    assert_eq!(moved.json, file);
}

/// A file with faults is mended in any order; one that shows no question is mended as a file.
#[test]
fn what_was_put_in_with_faults_can_be_mended() {
    let mut file: Json = serde_json::from_str(FormKind::HasChanged.file()).unwrap();
    let broken = [json!({ "linkId": "a", "type": "choice", "text": "A?" }), json!({ "linkId": "b", "type": "string" })];
    file["item"].as_array_mut().unwrap().extend(broken);
    let opened = Opened::read(&file.to_string()).unwrap();
    assert_eq!(opened.faults.len(), 2);
    let one = posted(&opened, EditAct::Change, "a", &[("text", "A?"), ("options", "Yes\nNo")]).unwrap();
    let one = Opened::read(&one.file).unwrap();
    assert_eq!(one.faults.len(), 1);
    assert_eq!(done(&one, EditAct::Change, "b", &[("text", "B?")]).faults, []);
    for file in ["", "[]", "{}", "{\"resourceType\":\"Patient\"}"] {
        assert!(Opened::read(file).is_err_and(|faults| !faults.is_empty()), "{file}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// However somebody clicks through a form and whatever they type, it can be asked.
    #[test]
    fn edits_leave_a_form_that_can_be_asked(
        kind in 0..FormKind::ALL.len(),
        steps in prop::collection::vec(
            (0..EditAct::ALL.len(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..12_usize, "[ a-z0-9.\n]{0,12}|.{0,8}"),
            1..12,
        ),
    ) {
        let mut opened = shipped(FormKind::ALL[kind]);
        for (act, item, other, number, typed) in steps {
            let names: Vec<String> = opened.form.all_items().iter().map(|(item, _)| item.link_id.clone()).collect();
            let (item, other) = (&names[item.index(names.len())], &names[other.index(names.len())]);
            let (act, kind) = (EditAct::ALL[act], ItemKind::ALL[number % ItemKind::ALL.len()]);
            let tests = ["exists true", "exists false", "= true", "= yes", "!= no", ">=", "<", "="];
            let number_typed = number.to_string();
            let spots = ["first".to_owned(), format!("in {other}"), format!("after {other}")];
            let pairs = [
                ("version", typed.as_str()), ("title", &typed), ("text", &typed), ("short", &typed), ("hint", &typed),
                ("options", &typed), ("min", &number_typed), ("max", &typed), ("max_length", &number_typed),
                ("kind", kind.as_str()), ("unit", &typed), ("spot", &spots[number % 3]), ("question", other),
                ("test", tests[number % tests.len()]), ("answer", &typed), ("behaviour", "any"),
                ("condition", if number % 2 == 0 { "0" } else { "" }),
            ];
            // Half of the fields are there.
            let pairs: Vec<_> = pairs.into_iter().enumerate().filter(|(at, _)| (at + number) % 5 != 0).map(|(_, it)| it).collect();
            match posted(&opened, act, item, &pairs) {
                Ok(edited) => {
                    prop_assert!(Questionnaire::parse(edited.file.as_bytes()).is_ok(), "{act:?} {item} {pairs:?}");
                    opened = Opened::read(&edited.file).unwrap();
                }
                Err(refused) => prop_assert!(!refused.sentence.is_empty()),
            }
        }
    }
}
