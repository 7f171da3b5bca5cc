//! Writes a data file with a crowd in it, for measuring ties as a whole:
//! `cargo run --release --example crowd -- FILE CONTACTS CATCH_UPS_EACH`.

use std::ffi::OsString;
use std::path::PathBuf;

use color_eyre::eyre::{Result, eyre};
use ties::clock::Clock;
use ties::domain::demo;
use ties::domain::id::ContactId;
use ties::store::Store;

fn main() -> Result<()> {
    let args: Vec<OsString> = std::env::args_os().skip(1).collect();
    let [file, contacts, catch_ups] = args.as_slice() else {
        return Err(eyre!("say FILE CONTACTS CATCH_UPS_EACH"));
    };
    let number = |text: &OsString| -> Result<usize> {
        let text = text.to_str().ok_or_else(|| eyre!("a count is a number"))?;
        Ok(text.parse()?)
    };
    let clock = Clock::machine();
    let mut store = Store::open(&PathBuf::from(file), clock)?;
    if store.has_contact(ContactId(1))? {
        return Err(eyre!("somebody is in that file already; name a new one"));
    }
    let crowd = demo::scaled(number(contacts)?, number(catch_ups)?, clock.today());
    store.fill(crowd)?;
    Ok(())
}
