package io.github.tracingstarter.sql;

/**
 * Analyzes a statement in one pass: its text without literals and comments, its summary,
 * and the columns of its placeholders.
 */
final class SqlAnalyzer implements SqlWords {

	private final SqlSummary summary = new SqlSummary();

	private final ParameterNames parameters = new ParameterNames();

	private SqlAnalyzer() {
	}

	/**
	 * Analyzes a statement.
	 * @param sql the statement
	 * @param dialect the dialect of its database
	 * @return the parsed statement
	 */
	static Sql analyze(String sql, SqlDialect dialect) {
		try {
			StringBuilder text = new StringBuilder(Math.min(sql.length(), SqlScanner.MAX_LENGTH));
			SqlAnalyzer analyzer = SqlScanner.read(sql, dialect, text, SqlAnalyzer::new);
			return analyzer.sql(text.toString().strip());
		}
		catch (RuntimeException ex) {
			Failures.log(ex);
			return Sql.UNKNOWN;
		}
	}

	private Sql sql(String text) {
		this.summary.end();
		return new Sql(text, this.summary.text(), this.summary.operation(), this.summary.collection(),
				this.summary.procedure(), this.parameters.names());
	}

	@Override
	public void word(String word) {
		this.summary.word(word);
		this.parameters.word(word);
	}

	@Override
	public void quoted(String name) {
		this.summary.quoted(name);
		this.parameters.quoted(name);
	}

	@Override
	public void literal() {
		this.summary.literal();
	}

	@Override
	public void placeholder(int position) {
		this.summary.literal();
		this.parameters.placeholder();
	}

	@Override
	public void symbol(char symbol) {
		this.summary.symbol(symbol);
		this.parameters.symbol(symbol);
	}

}
