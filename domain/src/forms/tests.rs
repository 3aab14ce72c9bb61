use jiff::civil::{Date, date};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;

const TODAY: Date = date(2026, 11, 29);

/// A version of "it has changed", with these items beside the one that it needs.
fn form(items: Json) -> Json {
    let mut all = vec![json!({ "linkId": "words", "type": "text", "text": "What has changed?" })];
    all.extend(items.as_array().cloned().unwrap_or_default());
    json!({
        "resourceType": "Questionnaire", "url": FormKind::HasChanged.url(), "version": "2", "title": "It has changed",
        "status": "active", "language": "en", "item": all,
    })
}

fn parse(json: &Json) -> Result<Checked, Vec<Fault>> {
    Questionnaire::parse(json.to_string().as_bytes())
}

fn faults(items: Json) -> Vec<String> {
    parse(&form(items)).unwrap_err().into_iter().map(|fault| fault.0).collect()
}

#[test]
fn what_comes_with_the_program_is_whole_and_says_its_codes() {
    for &kind in FormKind::ALL {
        let form = kind.shipped().unwrap_or_else(|faults| panic!("{kind:?}: {faults:#?}"));
        assert_eq!((form.kind(), form.language.as_str()), (kind, LANGUAGE));
        for (item, _) in form.all_items() {
            assert!(!item.kind.is_asked() || !item.codes.is_empty(), "{kind:?}: {}", item.link_id);
        }
        // Written and read again it is the same.
        assert_eq!(parse(&form.to_json()).as_ref(), Ok(&form));
    }
}

#[test]
fn every_need_is_named_when_it_is_missing() {
    for &kind in FormKind::ALL {
        for need in kind.needs() {
            let mut json = kind.shipped().unwrap().to_json();
            rename(&mut json, need.link_id);
            let faults = parse(&json).unwrap_err();
            let named = format!("“{}” ({})", need.link_id, need.kind.as_str());
            assert!(faults.iter().any(|fault| fault.0.contains(&named)), "{kind:?}: {faults:?}");
        }
    }
    let mut json = FormKind::Lesion.shipped().unwrap().to_json();
    json["item"][0]["item"][0]["answerOption"].as_array_mut().unwrap().remove(1);
    assert!(parse(&json).unwrap_err()[0].0.contains("options that are missing: “no”"));
}

/// The item of this name, wherever it stands.
fn item<'a>(json: &'a mut Json, link_id: &str) -> Option<&'a mut Json> {
    if json["linkId"] == link_id {
        return Some(json);
    }
    json.get_mut("item")?.as_array_mut()?.iter_mut().find_map(|each| item(each, link_id))
}

/// What a rule would read otherwise than it was meant.
#[test]
fn what_a_rule_would_misread_is_refused() {
    let refused = |link_id: &str, change: fn(&mut Json)| {
        let mut json = FormKind::Lesion.shipped().unwrap().to_json();
        change(item(&mut json, link_id).unwrap());
        parse(&json).map(|_| ()).unwrap_err().into_iter().map(|fault| fault.0).collect::<Vec<_>>()
    };
    let centimetres = refused("size_mm", |item| {
        for extension in item["extension"].as_array_mut().unwrap() {
            if extension["valueCoding"]["code"] == "mm" {
                extension["valueCoding"]["code"] = "cm".into();
            }
        }
    });
    assert!(centimetres[0].contains("has to be mm"), "{centimetres:?}");
    let several = refused("site", |item| item["repeats"] = true.into());
    assert!(several[0].contains("one answer"), "{several:?}");
    let elsewhere = refused("site", |item| {
        let option = serde_json::json!({ "valueCoding": { "code": "vulva", "display": "Vulva" } });
        item["answerOption"].as_array_mut().unwrap().push(option);
    });
    assert!(elsewhere[0].contains("vulva"), "{elsewhere:?}");
    let day = refused("change_size", |item| item["linkId"] = "day".into());
    assert!(day.iter().any(|fault| fault.contains("linkId is taken")), "{day:?}");
    let nobody = faults(serde_json::json!([{ "linkId": "a", "type": "integer", "text": "How many?", "extension": [
        { "url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueInteger": 10 },
        { "url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueInteger": 5 }] }]));
    assert!(nobody.iter().any(|fault| fault.contains("nobody could answer")), "{nobody:?}");
}

fn rename(json: &mut Json, link_id: &str) {
    for item in json.get_mut("item").and_then(Json::as_array_mut).into_iter().flatten() {
        if item["linkId"] == link_id {
            item["linkId"] = json!("another");
        }
        rename(item, link_id);
    }
}

#[test]
fn a_form_that_cannot_be_asked_is_refused_and_says_why() {
    let yes = json!([{ "valueString": "yes" }]);
    let choice = |link_id: &str, of: &str| {
        json!({ "linkId": link_id, "type": "choice", "text": "?", "answerOption": yes,
                "enableWhen": [{ "question": of, "operator": "=", "answerString": "yes" }] })
    };
    for (items, said) in [
        (json!([{ "linkId": "words", "type": "text", "text": "?" }]), "Item “words”: its linkId stands twice"),
        (json!([choice("a", "nowhere")]), "Item “a”: it asks for “nowhere”, which is no item"),
        (
            json!([choice("a", "b"), choice("b", "c"), choice("c", "a")]),
            "“a” waits for “b” waits for “c” waits for “a”",
        ),
        (json!([choice("a", "a")]), "“a” waits for “a”"),
        (
            json!([{ "linkId": "g", "type": "group", "text": "?", "enableWhen":
                     [{ "question": "in", "operator": "exists", "answerBoolean": true }],
                     "item": [{ "linkId": "in", "type": "string", "text": "?" }] }]),
            "“g” waits for “in” waits for “g”",
        ),
        (
            json!([{ "linkId": "a", "type": "string", "text": "?", "enableWhen":
                     [{ "question": "words", "operator": ">", "answerInteger": 3 }] }]),
            "> needs an order, and “words” is of the type text",
        ),
        (
            json!([{ "linkId": "a", "type": "string", "text": "?", "enableWhen":
                     [{ "question": "words", "operator": "=", "answerInteger": 3 }] }]),
            "it compares “words”, which is of the type text, with an answer of another type",
        ),
        (
            json!([{ "linkId": "a", "type": "string", "text": "?", "enableWhen":
                     [{ "question": "words", "operator": "exists", "answerString": "x" }] }]),
            "exists is compared with true or false",
        ),
        (json!([{ "linkId": "a", "type": "choice", "text": "?" }]), "it has no answerOption"),
        (json!([{ "linkId": "a", "type": "reference", "text": "?" }]), "its type “reference” is not one"),
        (json!([{ "linkId": "a", "type": "string", "text": "?", "readOnly": true }]), "readOnly is not read here"),
        (json!([{ "linkId": "a b", "type": "string", "text": "?" }]), "its linkId has to begin with a letter"),
        (json!([{ "linkId": "questionnaire", "type": "string", "text": "?" }]), "its linkId is taken"),
        (
            json!([{ "linkId": "a", "type": "string", "text": "?", "extension":
                     [{ "url": "http://hl7.org/fhir/StructureDefinition/regex", "valueString": "(a" }] }]),
            "its regex cannot be read",
        ),
        (
            json!([{ "linkId": "a", "type": "string", "text": "?", "extension":
                     [{ "url": "http://hl7.org/fhir/StructureDefinition/regex", "valueString": "(((a{99}){99}){99})" }] }]),
            "too large",
        ),
        (
            json!([{ "linkId": "a", "type": "boolean", "text": "?", "code":
                     [{ "system": SNOMED_CT, "code": "418363001" }] }]),
            "418363001 is no SNOMED CT code",
        ),
        (json!([{ "linkId": "a", "type": "string", "text": "?", "maxLength": 100_000 }]), "make maxLength smaller"),
    ] {
        let faults = faults(items);
        assert!(faults.iter().any(|fault| fault.contains(said)), "{said}: {faults:?}");
    }
}

#[test]
fn limits_are_met_before_anything_is_read() {
    let item = |n: usize| json!({ "linkId": format!("i{n}"), "type": "string", "text": "?" });
    let many = faults((0..4_999).map(item).collect());
    assert_eq!(many, ["The form has 5000 items, and 500 is the most: split it, or leave items out"]);
    assert!(parse(&form((0..499).map(item).collect())).is_ok());
    let large = Questionnaire::parse(&vec![b' '; limits::MOST_BYTES + 1]).unwrap_err();
    assert!(large[0].0.contains("1000001 bytes"), "{large:?}");
    let deep = (0..9).fold(
        item(0),
        |inside, n| json!({ "linkId": format!("g{n}"), "type": "group", "text": "?", "item": [inside] }),
    );
    assert!(faults(json!([deep]))[0].contains("more than 5 items stand in one another"));
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(Questionnaire::parse(nested.as_bytes()).unwrap_err()[0].0.contains("not JSON"));
    let options: Vec<Json> = (0..101).map(|n| json!({ "valueString": n.to_string() })).collect();
    let wide = faults(json!([{ "linkId": "a", "type": "choice", "text": "?", "answerOption": options }]));
    assert!(wide[0].contains("answerOption has 101 entries, and 100 is the most"), "{wide:?}");
    let long = faults(json!([{ "linkId": "a", "type": "string", "text": "x".repeat(1_001) }]));
    assert!(long[0].contains("text is longer than 1000 characters"), "{long:?}");
}

/// A form with each type of item and each operator.
fn all_kinds() -> Checked {
    let when = |question: &str, operator: &str, name: &str, answer: Json| {
        let mut condition = json!({ "question": question, "operator": operator });
        condition[name] = answer;
        condition
    };
    let options = json!([{ "valueString": "yes" }, { "valueString": "no" }]);
    let bounds = json!([{ "url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueInteger": 1 },
                        { "url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueInteger": 20 }]);
    let items = json!([
        { "linkId": "pick", "type": "choice", "text": "Pick", "answerOption": options, "required": true },
        { "linkId": "many", "type": "choice", "repeats": true, "text": "Many", "answerOption": options },
        { "linkId": "open", "type": "open-choice", "text": "Open", "answerOption": options, "maxLength": 10 },
        { "linkId": "tick", "type": "boolean", "text": "Tick" },
        { "linkId": "count", "type": "integer", "text": "Count", "extension": bounds },
        { "linkId": "size", "type": "quantity", "text": "Size", "extension": [
            { "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-unit", "valueCoding": { "code": "mm" } }] },
        { "linkId": "day", "type": "date", "text": "Day" },
        { "linkId": "rate", "type": "decimal", "text": "Rate" },
        { "linkId": "code", "type": "string", "text": "Code", "required": true,
          "enableWhen": [when("pick", "=", "answerString", json!("yes"))],
          "extension": [{ "url": "http://hl7.org/fhir/StructureDefinition/regex", "valueString": "[A-Z]{2}[0-9]" }] },
        { "linkId": "either", "type": "string", "text": "Either", "required": true, "enableBehavior": "any", "enableWhen": [
            when("count", ">=", "answerInteger", json!(5)), when("tick", "=", "answerBoolean", json!(true))] },
        { "linkId": "both", "type": "group", "text": "Both", "enableBehavior": "all", "enableWhen": [
            when("size", "<", "answerQuantity", json!({ "value": 6.5, "unit": "mm" })),
            when("many", "!=", "answerString", json!("no"))],
          "item": [{ "linkId": "inside", "type": "string", "text": "Inside", "required": true }] },
        { "linkId": "behind", "type": "string", "text": "Behind", "required": true,
          "enableWhen": [when("inside", "exists", "answerBoolean", json!(true))] },
        { "linkId": "later", "type": "string", "text": "Later",
          "enableWhen": [when("day", ">", "answerDate", json!("2026-01-01"))] },
    ]);
    parse(&form(items)).unwrap()
}

fn wrong(response: &Response) -> Vec<String> {
    all_kinds().validate(response, TODAY).into_iter().map(|problem| problem.field).collect()
}

#[test]
fn what_is_asked_depends_on_what_was_answered() {
    let form = all_kinds();
    let empty = Response::default();
    assert_eq!(wrong(&empty), ["pick"]);
    let no = empty.clone().with("pick", "no");
    assert_eq!(wrong(&no), [] as [&str; 0]);
    assert_eq!(wrong(&no.clone().with("pick", "yes")), ["code"]);
    assert_eq!(wrong(&no.clone().with("count", "5")), ["either"]);
    assert_eq!(wrong(&no.clone().with("tick", "true")), ["either"]);
    assert_eq!(wrong(&no.clone().with("size", "6 mm")), ["inside"]);
    assert_eq!(wrong(&no.clone().with("size", "0.7 cm")), [] as [&str; 0]);
    let inside = no.clone().with("size", "6").with("inside", "x");
    assert_eq!(wrong(&inside), ["behind"]);
    // Hidden again, what stands in it is no answer to wait for.
    let hidden = inside.clone().with("many", "no");
    assert_eq!(wrong(&hidden), [] as [&str; 0]);
    assert_eq!(form.as_sent(&hidden).given("inside"), [] as [&str; 0]);
    assert_eq!(form.as_draft(&hidden).given("inside"), ["x"]);
    let mut dated = no;
    for (day, asked) in [(["29", "11", "2026"], true), (["31", "12", "2025"], false), (["31", "2", "2026"], false)] {
        dated.answers.insert("day".into(), Given::Typed(day.map(str::to_owned).to_vec()));
        assert_eq!(form.enabled(&dated).contains("later"), asked, "{day:?}");
    }
    assert_eq!(wrong(&dated), ["day"]);
}

#[test]
fn each_answer_is_judged_by_its_type() {
    let form = all_kinds();
    let said = |link_id: &str, typed: &str| {
        let response =
            Response::default().with("pick", "yes").with("code", "AB1").with("either", "x").with("inside", "x");
        let response = response.with("behind", "x").with(link_id, typed);
        let problems = form.validate(&response, TODAY);
        problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join(" ")
    };
    for (link_id, typed, problem) in [
        ("count", "8", ""),
        ("count", "8.5", "“Count”: enter a whole number, for example 8"),
        ("count", "0", "“Count”: the answer must be 1 or more"),
        ("count", "21", "“Count”: the answer must be 20 or less"),
        ("rate", "1e3", "“Rate”: enter a number, for example 8"),
        ("rate", "8,5", ""),
        ("size", "8 x 6", "“Size”: enter a number, for example 8"),
        ("pick", "perhaps", "“Pick”: choose one of the answers"),
        ("open", "perhaps", ""),
        ("open", "much too long", "“Open”: the answer must be 10 characters or fewer, and this has 13"),
        ("code", "AB1", ""),
        ("code", "xAB1", "“Code”: this is not in the form that is asked for"),
        ("day", "2026-11-29", ""),
        ("day", "1026-11-29", "“Day”: enter a real date, for example 27 3 2026"),
    ] {
        assert_eq!(said(link_id, typed), problem, "{link_id}: {typed}");
    }
}

/// Answers as they are stored since the first release, and as a form posts them.
#[test]
fn answers_are_read_as_they_were_stored_and_as_they_are_posted() {
    let form = FormKind::PatientQuestions.shipped().unwrap();
    let old = r#"{"duration":"1 to 3 months","changed":"","itch":true,"bleed":false,"pain":false,"tried":"true","anything_else":""}"#;
    let old: Response = serde_json::from_str(old).unwrap();
    assert_eq!(form.validate(&old, TODAY), []);
    assert!(old.is_ticked("itch") && !old.is_ticked("bleed") && old.given("changed").is_empty());
    let kept = serde_json::to_value(form.as_sent(&old)).unwrap();
    let canonical = form.canonical();
    assert_eq!(
        kept,
        json!({ "questionnaire": canonical, "duration": "1 to 3 months", "itch": true, "bleed": false, "pain": false, "tried": "true" })
    );
    let fields =
        [("answers[questionnaire]", "u|1"), ("answers[many][0]", "a"), ("answers[many][3]", "b"), ("other[x]", "y")];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let read = Response::of_fields("answers", &fields);
    assert_eq!((read.questionnaire.as_str(), read.given("many"), read.answers.len()), ("u|1", vec!["a", "b"], 1));
    let posted: Response =
        serde_json::from_value(json!({ "many": { "0": "a", "10": "c", "2": "b" }, "itch": "true" })).unwrap();
    assert_eq!((posted.given("many"), posted.is_ticked("itch")), (vec!["a", "b", "c"], true));
}

#[test]
fn a_form_begins_with_what_is_known() {
    let from = |code: &str| json!([{ "url": "https://skinlink.example/fhir/StructureDefinition/initial-from", "valueCode": code }]);
    let sexes: Vec<Json> = ["female", "male"].iter().map(|sex| json!({ "valueString": sex })).collect();
    let form = parse(&form(json!([
        { "linkId": "born", "type": "date", "text": "?", "extension": from("patient-date-of-birth") },
        { "linkId": "sex", "type": "choice", "text": "?", "answerOption": sexes, "extension": from("patient-sex") },
        { "linkId": "since", "type": "string", "text": "?", "extension": from("last-answer") },
        { "linkId": "count", "type": "integer", "text": "?", "initial": [{ "valueInteger": 1 }] },
    ])))
    .unwrap();
    let patient = crate::case::Draft { sex: "indeterminate".into(), ..Default::default() };
    let last = Response::default().with("since", "June").with("words", "not this one");
    let begun = form.begin(Known { patient: &patient, last: Some(&last) });
    assert_eq!((begun.given("since"), begun.given("count")), (vec!["June"], vec!["1"]));
    // Neither a sex that is not offered nor a date that is not known.
    assert!(begun.given("sex").is_empty() && begun.given("born").is_empty() && begun.given("words").is_empty());
}

#[test]
fn a_sctid_ends_in_its_check_digit() {
    assert!(["418363000", "297968009", "77386006", "700241009", "900000000000003001"].into_iter().all(is_sctid));
    assert!(!["418363001", "", "1", "4183630o0", "018363000"].into_iter().any(is_sctid));
}

fn any_response() -> impl Strategy<Value = Response> {
    let form = all_kinds();
    let names: Vec<String> = form.all_items().iter().map(|(item, _)| item.link_id.clone()).collect();
    let value = prop_oneof![
        Just("yes".to_owned()),
        Just("no".to_owned()),
        Just("true".to_owned()),
        "[0-9]{1,3}",
        "[0-9]{4}-[01][0-9]-[0-3][0-9]",
        any::<String>()
    ];
    let given =
        prop_oneof![any::<bool>().prop_map(Given::Tick), prop::collection::vec(value, 0..4).prop_map(Given::Typed),];
    prop::collection::btree_map(prop_oneof![prop::sample::select(names), any::<String>()], given, 0..16)
        .prop_map(|answers| Response { questionnaire: String::new(), answers })
}

proptest! {
    /// Whatever stands in hidden fields, and in fields that the form does not have: it is neither wrong nor sent.
    #[test]
    fn what_is_hidden_is_neither_wrong_nor_sent(response in any_response(), other in any_response()) {
        let form = all_kinds();
        let enabled = form.enabled(&response);
        let mut changed = response.clone();
        changed.answers.retain(|link_id, _| enabled.contains(link_id.as_str()));
        for (link_id, given) in other.answers {
            if !enabled.contains(link_id.as_str()) {
                changed.answers.insert(link_id, given);
            }
        }
        prop_assert_eq!(form.wrongs(&response, TODAY), form.wrongs(&changed, TODAY));
        prop_assert_eq!(form.as_sent(&response), form.as_sent(&changed));
        prop_assert_eq!(form.as_sent(&form.as_sent(&response)), form.as_sent(&response));
        let stored: Response = serde_json::from_str(&serde_json::to_string(&form.as_sent(&response)).unwrap()).unwrap();
        let again = form.as_sent(&stored);
        prop_assert!(again.answers.keys().eq(stored.answers.keys()));
    }

    /// Any part of a form may be anything.
    #[test]
    fn reading_a_form_ends_well(at in prop::collection::vec(any::<prop::sample::Index>(), 1..8), with in 0usize..12) {
        let mut json = FormKind::ALL[with % FormKind::ALL.len()].shipped().unwrap().to_json();
        let values = [json!(null), json!(true), json!(-1), json!(1e300), json!("x"), json!([]), json!({}), json!([{}]),
            json!({ "item": [[]] }), json!("\u{202E}"), json!(u64::MAX), json!([[[]]])];
        let mut path = String::new();
        for index in at {
            let names: Vec<String> = match json.pointer(&path) {
                Some(Json::Array(list)) => (0..list.len()).map(|n| n.to_string()).collect(),
                Some(Json::Object(object)) => object.keys().cloned().collect(),
                Some(_) | None => break,
            };
            if names.is_empty() {
                break;
            }
            path = format!("{path}/{}", names[index.index(names.len())]);
        }
        *json.pointer_mut(&path).unwrap() = values[with].clone();
        if let Ok(form) = parse(&json) {
            prop_assert_eq!(parse(&form.to_json()), Ok(form));
        }
    }
}
