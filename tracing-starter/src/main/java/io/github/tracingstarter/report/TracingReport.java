package io.github.tracingstarter.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Records what is traced and what is not, and why. Instrumentations add to it as they
 * process the application's beans. The startup report and the page read it.
 */
public final class TracingReport {

	private final List<Entry> entries = Collections.synchronizedList(new ArrayList<>());

	TracingReport() {
	}

	/**
	 * Notes that something is traced.
	 * @param instrumentation the instrumentation, as named in the startup line, such as
	 * {@code JDBC}
	 * @param subject the bean or place, such as {@code dataSource (HikariDataSource)}
	 */
	public void traced(String instrumentation, String subject) {
		this.entries.add(new Entry(instrumentation, subject, true, ""));
	}

	/**
	 * Notes that something was left alone.
	 * @param instrumentation the instrumentation
	 * @param subject the bean or place
	 * @param reason why, as a clause: "its pool is traced already"
	 */
	public void leftAlone(String instrumentation, String subject, String reason) {
		this.entries.add(new Entry(instrumentation, subject, false, reason));
	}

	/**
	 * Returns all entries so far, in the order in which they were added.
	 * @return a copy
	 */
	public List<Entry> entries() {
		synchronized (this.entries) {
			return List.copyOf(this.entries);
		}
	}

	/**
	 * One line of the report.
	 *
	 * @param instrumentation the instrumentation
	 * @param subject the bean or place
	 * @param traced whether it is traced
	 * @param reason why it is not traced; empty if it is
	 */
	public record Entry(String instrumentation, String subject, boolean traced, String reason) {

	}

}
