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
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Reading the 10,000 rows of a query on H2, two values of each.
 */
public class ResultSetBenchmark extends HotPathBenchmark {

	private static final int ROWS = 10_000;

	@Param
	public Tracing tracing;

	private Connection connection;

	private BenchmarkApplication application;

	private Scope request;

	@Setup
	public void start() throws SQLException {
		this.application = BenchmarkApplication.start(1.0);
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setURL("jdbc:h2:mem:rows");
		this.connection = ((this.tracing == Tracing.UNTRACED) ? dataSource : traced(dataSource)).getConnection();
		try (Statement statement = this.connection.createStatement()) {
			statement.execute("create table users (id bigint primary key, name varchar(100))");
			statement.execute("insert into users select x, 'user ' || x from system_range(1, %d)".formatted(ROWS));
		}
		this.request = this.application.enterRequest();
	}

	private DataSource traced(DataSource dataSource) {
		Spans spans = this.application.spans();
		JdbcProperties defaults = this.application.properties("tracing.jdbc", JdbcProperties.class);
		JdbcProperties properties = new JdbcProperties(defaults.enabled(), defaults.slowThreshold(),
				defaults.repeatThreshold(), defaults.transactions(), defaults.withoutParent(),
				this.tracing == Tracing.ROWS, true, defaults.bindValues(), defaults.maskedNames(), defaults.exclude(),
				defaults.explain(), defaults.comment());
		return new TracedDataSources(new StatementTracer(() -> spans, List::of, properties, new CallSite(List::of)))
			.wrap(dataSource);
	}

	@TearDown
	public void stop() throws SQLException {
		this.request.close();
		this.connection.close();
		this.application.close();
	}

	@Benchmark
	public long rows() throws SQLException {
		long sum = 0;
		try (PreparedStatement statement = this.connection.prepareStatement("select id, name from users");
				ResultSet rows = statement.executeQuery()) {
			while (rows.next()) {
				sum += rows.getLong(1) + rows.getString(2).length();
			}
		}
		return sum;
	}

	/**
	 * What happens to the query.
	 */
	public enum Tracing {

		/** Its connection is the driver's own. */
		UNTRACED,

		/** It runs in a request that is recorded. */
		SAMPLED,

		/** As above, and the rows read are counted. */
		ROWS

	}

}
