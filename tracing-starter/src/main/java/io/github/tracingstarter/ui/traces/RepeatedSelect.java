package io.github.tracingstarter.ui.traces;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.tracingstarter.sql.StatementAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The N+1 pattern: after one query, the same SELECT many times, one after another and
 * with the same parent, as a lazy association does for each row.
 *
 * @param sql the statement
 * @param summary a short description
 * @param table the table that it reads, if there is only one
 * @param count how often it ran
 * @param nanos its total time
 * @param spanIds its spans
 * @param callSite its call site, if a span has it
 * @param service the service that runs it
 */
record RepeatedSelect(String sql, String summary, @Nullable String table, int count, long nanos, List<String> spanIds,
		@Nullable CodeLocation callSite, String service) {

	static List<RepeatedSelect> findIn(SpanTree tree) {
		List<RepeatedSelect> found = new ArrayList<>();
		for (List<SpanNode> same : Siblings.alike(tree, StatementAttributes.REPEATED, RepeatedSelect::select)) {
			List<SpanNode> run = oneAfterTheOther(same);
			String sql = select(run.get(0));
			if (sql != null && run.size() >= StatementAttributes.REPEATED
					&& followsAnotherQuery(run.get(0), sql, tree)) {
				found.add(describe(sql, run));
			}
		}
		return found;
	}

	/**
	 * Omits spans that ran at the same time as the previous one, because they are not a
	 * loop.
	 */
	private static List<SpanNode> oneAfterTheOther(List<SpanNode> same) {
		List<SpanNode> run = new ArrayList<>();
		for (SpanNode node : same) {
			if (run.isEmpty() || run.get(run.size() - 1).end() <= node.start()) {
				run.add(node);
			}
		}
		return run;
	}

	private static @Nullable String select(SpanNode node) {
		String sql = node.span().attributes().get(SpanKeys.DB_TEXT);
		if (sql == null || node.category() != Category.DB) {
			return null;
		}
		String operation = node.span().attributes().get(SpanKeys.DB_OPERATION);
		boolean select = (operation != null) ? operation.equalsIgnoreCase("SELECT")
				: sql.stripLeading().regionMatches(true, 0, "select", 0, 6);
		return select ? sql : null;
	}

	private static boolean followsAnotherQuery(SpanNode first, String sql, SpanTree tree) {
		return tree.nodes().stream().anyMatch((node) -> {
			String other = select(node);
			return other != null && !other.equals(sql) && node.start() < first.start();
		});
	}

	private static RepeatedSelect describe(String sql, List<SpanNode> run) {
		SpanNode first = run.get(0);
		String table = Tables.only(first.span().attributes());
		String summary = first.span().attributes().get(SpanKeys.DB_SUMMARY);
		CodeLocation callSite = run.stream()
			.map((node) -> CodeLocation.of(node.span()))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
		return new RepeatedSelect(sql, (summary != null) ? summary : first.span().name(), table, run.size(),
				run.stream().mapToLong((node) -> node.span().durationNanos()).sum(),
				run.stream().map((node) -> node.span().spanId()).toList(), callSite, first.span().service());
	}

	/**
	 * Returns what to change, in terms of Spring Data.
	 * @return a few sentences
	 */
	String fix() {
		return FetchAdvice.of(this.sql, this.table);
	}

}
