package io.github.tracingstarter.instrument.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import javax.sql.DataSource;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.testing.BenchmarkApplication;
import io.github.tracingstarter.testing.HotPathBenchmark;
import io.opentelemetry.context.Scope;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A statement on H2, which is prepared, bound, run, read (one row) and closed.
 */
public class StatementBenchmark extends HotPathBenchmark {

	@Param
	public Tracing tracing;

	private Connection connection;

	private BenchmarkApplication application;

	private @Nullable Scope request;

	@Setup
	public void start() throws SQLException {
		this.application = switch (this.tracing) {
			case DROPPED -> BenchmarkApplication.start(0.0);
			case BATCHED -> BenchmarkApplication.startBatching();
			case KEPT -> BenchmarkApplication.startKeeping();
			default -> BenchmarkApplication.start(1.0);
		};
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setURL("jdbc:h2:mem:benchmark");
		this.connection = ((this.tracing == Tracing.UNTRACED) ? dataSource : traced(dataSource)).getConnection();
		try (Statement statement = this.connection.createStatement()) {
			statement.execute("create table users (id bigint primary key, name varchar(100))");
			statement.execute("insert into users values (42, 'Ada')");
		}
		this.request = (this.tracing != Tracing.NO_TRACE) ? this.application.enterRequest() : null;
	}

	private DataSource traced(DataSource dataSource) {
		Spans spans = this.application.spans();
		JdbcProperties properties = this.application.properties("tracing.jdbc", JdbcProperties.class);
		return new TracedDataSources(new StatementTracer(() -> spans, List::of, properties, new CallSite(List::of)))
			.wrap(dataSource);
	}

	@TearDown
	public void stop() throws SQLException {
		if (this.request != null) {
			this.request.close();
		}
		this.connection.close();
		this.application.close();
	}

	@Benchmark
	public String query() throws SQLException {
		try (PreparedStatement statement = this.connection.prepareStatement("select name from users where id = ?")) {
			statement.setLong(1, 42);
			try (ResultSet rows = statement.executeQuery()) {
				rows.next();
				return rows.getString(1);
			}
		}
	}

	/**
	 * What happens to the statement.
	 */
	public enum Tracing {

		/** Its connection is the driver's own. */
		UNTRACED,

		/** It runs in a request that is recorded. */
		SAMPLED,

		/** As above, and its span is queued and then discarded by the exporter. */
		BATCHED,

		/** It runs in a request that may be kept, but has no more room for it. */
		KEPT,

		/** It runs in a request that sampling dropped. */
		DROPPED,

		/** It runs outside any request. */
		NO_TRACE

	}

}
