//! The `dateline` command.

fn main() -> anyhow::Result<()> {
    Ok(())
}
