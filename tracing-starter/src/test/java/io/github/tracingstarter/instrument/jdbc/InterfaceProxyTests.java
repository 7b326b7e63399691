package io.github.tracingstarter.instrument.jdbc;

import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.RecordedSpans;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.runner;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.traced;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

/**
 * Where no class can be generated, traced objects are called through JDK proxies.
 */
class InterfaceProxyTests {

	private final JdbcDataSource dataSource = new JdbcDataSource();

	private Connection driver;

	@BeforeEach
	void connect() throws SQLException {
		this.dataSource.setURL("jdbc:h2:mem:interfaces");
		this.driver = this.dataSource.getConnection();
	}

	@AfterEach
	void disconnect() throws SQLException {
		this.driver.close();
	}

	static Stream<Arguments> types() {
		return Stream.of(Arguments.of(ConnectionProxy.class, Connection.class),
				Arguments.of(StatementProxy.class, Statement.class),
				Arguments.of(PreparedStatementProxy.class, PreparedStatement.class),
				Arguments.of(PreparedStatementProxy.class, CallableStatement.class),
				Arguments.of(MetaDataProxy.class, DatabaseMetaData.class),
				Arguments.of(ResultSetProxy.class, ResultSet.class));
	}

	@ParameterizedTest
	@MethodSource("types")
	void whatATracedObjectHasForTheApplicationIsAMethodOfJdbc(Class<? extends TracedObject> traced, Class<?> type)
			throws NoSuchMethodException {
		for (Method method : traced.getMethods()) {
			if (method.getDeclaringClass() != Object.class && method.getDeclaringClass() != TracedObject.class) {
				Method jdbc = type.getMethod(method.getName(), method.getParameterTypes());
				assertThat(method.getReturnType()).as(method.toString()).isEqualTo(jdbc.getReturnType());
				assertThat(Arrays.asList(jdbc.getExceptionTypes())).as(method.toString())
					.containsAll(Arrays.asList(method.getExceptionTypes()));
			}
		}
	}

	@Test
	void statementsAreTraced() {
		runner().run((context) -> {
			StatementTracer tracer = context.getBean(StatementTracer.class);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			traced(context, () -> {
				ConnectionProxy connection = new ConnectionProxy(this.driver, tracer, new TracedPool(this.dataSource),
						0);
				Statement statement = InterfaceProxy.create(Statement.class,
						new StatementProxy(created(this.driver), connection));
				PreparedStatement prepared = InterfaceProxy.create(PreparedStatement.class,
						new PreparedStatementProxy(prepared(this.driver), "VALUES ?", connection));
				try {
					assertThat(statement.execute("CREATE TABLE interfaces (id INT)")).isFalse();
					prepared.setInt(1, 42);
					ResultSet rows = prepared.executeQuery();
					assertThat(rows.next()).isTrue();
					assertThat(rows.getInt(1)).isEqualTo(42);
					assertThatThrownBy(() -> statement.executeUpdate("DROP TABLE missing"))
						.isInstanceOf(SQLException.class)
						.hasMessageContaining("MISSING");
					prepared.close();
					assertThat(prepared.isClosed()).isTrue();
				}
				catch (SQLException ex) {
					throw new IllegalStateException(ex);
				}
				return null;
			});
			assertThat(spans.tree()).contains("CREATE TABLE interfaces", "VALUES", "DROP TABLE missing");
		});
	}

	@Test
	void boundValuesAreSeen() throws Throwable {
		StatementTracer tracer = tracer(JdbcProperties.BindValues.SLOW_OR_FAILED);
		PreparedStatementProxy traced = new PreparedStatementProxy(prepared(this.driver), "VALUES ?",
				new ConnectionProxy(this.driver, tracer, new TracedPool(this.dataSource), 0));
		PreparedStatement statement = InterfaceProxy.create(PreparedStatement.class, traced);
		statement.setString(1, "value");
		assertThat(traced.values()).extracting("values", LIST).containsExactly("value");
		statement.clearParameters();
		assertThat(traced.values()).extracting("values", LIST).isEmpty();
	}

	@Test
	void everyObjectLeadsBackToTheProxyOfItsConnection() throws Throwable {
		StatementTracer tracer = tracer(JdbcProperties.BindValues.OFF);
		ConnectionProxy traced = new ConnectionProxy(this.driver, tracer, new TracedPool(this.dataSource), 0);
		Connection connection = InterfaceProxy.create(Connection.class, traced);
		assertThat(connection.createStatement().getConnection()).isSameAs(connection);
		assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
		DatabaseMetaData metaData = InterfaceProxy.create(DatabaseMetaData.class,
				new MetaDataProxy(this.driver.getMetaData(), traced));
		assertThat(metaData.getConnection()).isSameAs(connection);
		assertThat(metaData.getURL()).isEqualTo("jdbc:h2:mem:interfaces");
		assertThat(connection.isWrapperFor(TracedConnection.class)).isTrue();
		assertThat(connection.unwrap(JdbcConnection.class)).isSameAs(this.driver);
		assertThat(connection).isEqualTo(connection)
			.isEqualTo(this.driver)
			.hasSameHashCodeAs(this.driver)
			.hasToString(this.driver.toString());
		assertThat(TracedObject.of(connection)).isSameAs(traced);
		assertThat(TracedObject.of(this.driver)).isNull();
	}

	private static Statement created(Connection connection) {
		try {
			return connection.createStatement();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static PreparedStatement prepared(Connection connection) {
		try {
			return connection.prepareStatement("VALUES ?");
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static StatementTracer tracer(JdbcProperties.BindValues bindValues) {
		return new StatementTracer(() -> {
			throw new IllegalStateException("There is no trace");
		}, List::of, new JdbcProperties(true, Duration.ofSeconds(1), 5, false, false, false, true, bindValues,
				Pattern.compile("x"), Set.of(), null, JdbcProperties.Comment.OFF), new CallSite(List::of));
	}

}
