use backend::Backend;
use domain::view::DemoAccount;
use serde::Serialize;

use crate::start::StartError;

/// What tools that try the product from outside need to know.
#[derive(Debug, Serialize)]
struct Demo {
    base_url: String,
    accounts: Vec<Account>,
    patient_links: Vec<PatientLink>,
}

#[derive(Debug, Serialize)]
struct Account {
    role: domain::role::Role,
    name: String,
    email: String,
    password: String,
    home: String,
}

#[derive(Debug, Serialize)]
struct PatientLink {
    url: String,
    /// ISO 8601: 1990-12-31.
    date_of_birth: String,
}

impl From<DemoAccount> for Account {
    fn from(it: DemoAccount) -> Self {
        Self { role: it.role, name: it.name, email: it.email, password: it.password, home: it.home }
    }
}

/// Fills in demonstration data where there is none, makes a fresh photo request and prints how to get at both. May run
/// while a server uses the same database.
pub(crate) async fn run(backend: &Backend, json: bool) -> Result<(), StartError> {
    backend::demo::fill(backend).await?;
    let fresh = backend::demo::fresh_link(backend).await?;
    let demo = Demo {
        base_url: backend.settings().base_url.clone(),
        accounts: backend::accounts::demo_accounts(backend).await?.into_iter().map(Account::from).collect(),
        patient_links: vec![PatientLink { url: fresh.url, date_of_birth: fresh.date_of_birth }],
    };
    if json {
        println!("{}", serde_json::to_string_pretty(&demo).expect("strings and lists are always JSON"));
    } else {
        println!("Sign in at {}/sign-in", demo.base_url);
        for it in demo.accounts {
            println!("  {:<36} {}   ({})", it.email, it.password, it.name);
        }
        for it in demo.patient_links {
            println!("A patient's link: {}   born {}", it.url, it.date_of_birth);
        }
    }
    Ok(())
}
