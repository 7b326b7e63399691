package io.github.tracingstarter.instrument.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.github.tracingstarter.testing.LeavesOpen;
import io.github.tracingstarter.testing.RecordedSpans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.context.ApplicationContext;

import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.runner;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.traced;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a driver does, and whatever SQL it is given, the application sees the same
 * with and without tracing.
 */
class DriverContractTests {

	static Stream<Throwable> failures() {
		return Stream.of(new SQLException("broken", "08006", 42), new SQLTimeoutException(), new SQLException(),
				new IllegalStateException("broken"), new UnsupportedOperationException(), new NullPointerException(),
				new AbstractMethodError("old driver"), new StackOverflowError());
	}

	@ParameterizedTest
	@MethodSource("failures")
	void aDriverThatThrowsFromEveryMethod(Throwable failure) {
		List<String> without = new ArrayList<>();
		runner().withPropertyValues("tracing.enabled=false")
			.withBean("dataSource", DataSource.class, () -> new Driver(failure).dataSource())
			.run((context) -> without.addAll(outcomes(context.getBean(DataSource.class))));
		for (String rows : new String[] { "true", "false" }) {
			runner()
				.withPropertyValues("tracing.jdbc.rows=" + rows, "tracing.jdbc.transactions=true",
						"tracing.jdbc.bind-values=slow-or-failed")
				.withBean("dataSource", DataSource.class, () -> new Driver(failure).dataSource())
				.run((context) -> {
					assertThat(context.getBean(DataSource.class)).isNotInstanceOf(Driver.class);
					assertThat(TracedDataSources.isTraced(context.getBean(DataSource.class))).isTrue();
					List<String> with = traced(context, () -> outcomes(context.getBean(DataSource.class)));
					assertThat(with).isEqualTo(without).hasSizeGreaterThan(300);
					RecordedSpans spans = context.getBean(RecordedSpans.class);
					assertThat(spans.await(1).size()).isGreaterThan(20);
					assertThat(spans.tree()).doesNotContain("CLIENT SELECT users\n");
				});
		}
	}

	@Test
	void aDriverThatReturnsNullFromEveryMethod() {
		List<String> without = new ArrayList<>();
		runner().withPropertyValues("tracing.enabled=false")
			.withBean("dataSource", DataSource.class, () -> new Driver(null).dataSource())
			.run((context) -> without.addAll(outcomes(context.getBean(DataSource.class))));
		runner().withBean("dataSource", DataSource.class, () -> new Driver(null).dataSource())
			.run((context) -> assertThat(traced(context, () -> outcomes(context.getBean(DataSource.class))))
				.isEqualTo(without));
	}

	@Test
	void sqlThatNoParserKnows() {
		Random random = new Random(7);
		List<String> statements = new ArrayList<>(List.of("", " ", ";", "'", "\"", "SELECT '", "SELECT /* 1", "\0",
				"SELECT 1 -- x", "/* SELECT */ 1", "VALUES 1", "EXPLAIN SELECT 1", "{call nothing()}", "SELECT $$a$$",
				"SELECT \u00e4", "\uD83D", "FROM SELECT", "((((((", "SELECT 1;;;", "SELECT 1; SELECT 2",
				"SELECT " + "(".repeat(50) + "1" + ")".repeat(50), "SELECT '" + "x".repeat(1_000_000) + "'"));
		for (int i = 0; i < 200; i++) {
			StringBuilder sql = new StringBuilder();
			random.ints(40, 0, 0x2FF).forEach((c) -> sql.append((char) c));
			statements.add(sql.toString());
		}
		List<String> without = new ArrayList<>();
		runner().withPropertyValues("tracing.enabled=false").run((context) -> without.addAll(run(context, statements)));
		runner().run((context) -> {
			List<String> with = traced(context, () -> run(context, statements));
			assertThat(with).isEqualTo(without);
			assertThat(context.getBean(RecordedSpans.class).all()).hasSizeGreaterThan(100)
				.allSatisfy((span) -> assertThat(span.getName().length()).isBetween(1, 255));
		});
	}

	/**
	 * A span whose start throws is given to nobody who could end it.
	 */
	@Test
	@LeavesOpen(spans = { "SELECT", "VALUES" })
	void aSpanProcessorThatThrowsBreaksNoStatement() {
		runner().withBean(Throwing.class).run((context) -> {
			List<String> result = run(context, List.of("VALUES 1", "SELECT 2"));
			List<String> traced = Stream.of(0).flatMap((any) -> {
				io.opentelemetry.api.trace.Span parent = io.opentelemetry.api.trace.Span
					.wrap(io.opentelemetry.api.trace.SpanContext.create("0af7651916cd43dd8448eb211c80319c",
							"b7ad6b7169203331", io.opentelemetry.api.trace.TraceFlags.getSampled(),
							io.opentelemetry.api.trace.TraceState.getDefault()));
				return io.opentelemetry.context.Context.root()
					.with(parent)
					.wrapSupplier(() -> run(context, List.of("VALUES 1", "SELECT 2")))
					.get()
					.stream();
			}).toList();
			assertThat(traced).isEqualTo(result).hasSize(2);
		});
	}

	private static List<String> run(ApplicationContext context, List<String> statements) {
		List<String> outcomes = new ArrayList<>();
		try (Connection connection = context.getBean(DataSource.class).getConnection()) {
			for (String sql : statements) {
				try (Statement statement = connection.createStatement()) {
					outcomes.add(String.valueOf(statement.execute(sql)));
				}
				catch (SQLException | RuntimeException ex) {
					outcomes.add(ex.getClass() + " " + ex.getMessage());
				}
			}
			return outcomes;
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Calls every method of JDBC's objects and writes down what happened.
	 */
	private static List<String> outcomes(DataSource dataSource) {
		try {
			List<String> outcomes = new ArrayList<>();
			Connection connection = dataSource.getConnection();
			call(Connection.class, connection, outcomes);
			call(Statement.class, connection.createStatement(), outcomes);
			call(PreparedStatement.class, connection.prepareStatement("SELECT * FROM users"), outcomes);
			call(CallableStatement.class, connection.prepareCall("{call users()}"), outcomes);
			return outcomes;
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void call(Class<?> type, Object target, List<String> outcomes) {
		for (Method method : Stream.of(type.getMethods())
			.filter((candidate) -> !Modifier.isStatic(candidate.getModifiers()))
			// These lead back to the traced connection, so that the driver is not asked.
			.filter((candidate) -> !(Statement.class.isAssignableFrom(type)
					&& candidate.getName().equals("getConnection")))
			.sorted(java.util.Comparator.comparing(Method::toString))
			.toList()) {
			Object[] args = Stream.of(method.getParameterTypes()).map(DriverContractTests::argument).toArray();
			String outcome;
			try {
				Object result = method.invoke(target, args);
				// Driver's objects, untraced or traced.
				boolean object = result instanceof Proxy || result instanceof TracedConnection;
				outcome = object ? "object" : String.valueOf(result);
			}
			catch (InvocationTargetException ex) {
				Throwable thrown = ex.getTargetException();
				outcome = thrown.getClass() + "@" + System.identityHashCode(Driver.identity(thrown));
			}
			catch (IllegalAccessException ex) {
				throw new IllegalStateException(ex);
			}
			outcomes.add(method + " -> " + outcome);
		}
	}

	private static Object argument(Class<?> type) {
		if (type == int.class) {
			return 1;
		}
		if (type == long.class) {
			return 1L;
		}
		if (type == boolean.class) {
			return true;
		}
		if (type == String.class) {
			return "SELECT * FROM users";
		}
		if (type.isPrimitive()) {
			return (type == short.class) ? (Object) (short) 1
					: (type == byte.class) ? (Object) (byte) 1 : (type == float.class) ? (Object) 1f : (Object) 1d;
		}
		return (type == Class.class) ? ResultSet.class : null;
	}

	static final class Throwing implements io.opentelemetry.sdk.trace.SpanProcessor {

		@Override
		public void onStart(io.opentelemetry.context.Context parentContext,
				io.opentelemetry.sdk.trace.ReadWriteSpan span) {
			throw new IllegalStateException("start");
		}

		@Override
		public boolean isStartRequired() {
			return true;
		}

		@Override
		public void onEnd(io.opentelemetry.sdk.trace.ReadableSpan span) {
			throw new IllegalStateException("end");
		}

		@Override
		public boolean isEndRequired() {
			return true;
		}

	}

	/**
	 * A driver whose objects throw from, or return null from, all methods but those that
	 * are needed to get at the objects.
	 *
	 * @param failure what is thrown, or null to return null
	 */
	record Driver(Throwable failure) {

		private static final java.util.Map<Throwable, String> KNOWN = new java.util.IdentityHashMap<>();

		static Object identity(Throwable thrown) {
			return thrown.getStackTrace().length >= 0 && KNOWN.containsKey(thrown) ? Driver.class : "unknown";
		}

		DataSource dataSource() {
			if (this.failure != null) {
				KNOWN.put(this.failure, "");
			}
			return proxy(DataSource.class, (proxy, method, args) -> switch (method.getName()) {
				case "getConnection" -> connection();
				case "isWrapperFor" -> false;
				case "hashCode" -> 1;
				case "equals" -> proxy == args[0];
				case "toString" -> "driver";
				default -> throw new SQLException("not needed");
			});
		}

		private Connection connection() {
			return proxy(Connection.class, (proxy, method, args) -> switch (method.toString()) {
				case "public abstract java.sql.Statement java.sql.Connection.createStatement() throws java.sql.SQLException" ->
					proxy(Statement.class, this::fail);
				case "public abstract java.sql.PreparedStatement java.sql.Connection.prepareStatement(java.lang.String) throws java.sql.SQLException" ->
					proxy(PreparedStatement.class, this::fail);
				case "public abstract java.sql.CallableStatement java.sql.Connection.prepareCall(java.lang.String) throws java.sql.SQLException" ->
					proxy(CallableStatement.class, this::fail);
				case "public abstract java.sql.DatabaseMetaData java.sql.Connection.getMetaData() throws java.sql.SQLException" ->
					proxy(DatabaseMetaData.class, this::fail);
				default -> fail(proxy, method, args);
			});
		}

		private Object fail(Object proxy, Method method, Object[] args) throws Throwable {
			if (this.failure != null) {
				throw this.failure;
			}
			return method.getReturnType().isPrimitive() && method.getReturnType() != void.class
					? argument(method.getReturnType()) : null;
		}

		private static <T> T proxy(Class<T> type, InvocationHandler handler) {
			return type.cast(Proxy.newProxyInstance(Driver.class.getClassLoader(), new Class<?>[] { type }, handler));
		}

	}

}
