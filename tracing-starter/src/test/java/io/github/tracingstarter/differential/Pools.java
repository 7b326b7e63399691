package io.github.tracingstarter.differential;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What data sources and connections look like to their users.
 */
@SuppressWarnings("try")
final class Pools {

	private static final String URL = "jdbc:h2:mem:pools-%s;DB_CLOSE_DELAY=-1";

	private Pools() {
	}

	static Stream<Situation> situations() {
		return Stream.of(Situation.of("pool: injected by its class and by each interface", Hikari.class, Pools::types),
				Situation.of("pool: unwrapped", Hikari.class, Pools::unwrapped),
				Situation.of("pool: equal to itself and a key of maps", Hikari.class, Pools::keys),
				Situation.of("pool: two of them, one primary", TwoPools.class, Pools::names),
				Situation.of("pool: text, log writer, time-out", Hikari.class, Pools::details),
				Situation.of("connection: unwrapped, cast, equal", Hikari.class, Pools::connection),
				Situation.of("connection: its objects lead back to it", Hikari.class, Pools::wayBack),
				Situation.of("statement: exceptions of the driver", Hikari.class, Pools::failures),
				Situation.of("statement: values, keys, batches, warnings", Hikari.class, Pools::statements),
				Situation.of("pool: all connections are returned", Hikari.class, Pools::returned),
				Situation.of("pool: a connection is evicted", Hikari.class, Pools::evicted),
				Situation.of("connection: without a pool, cast to the driver's class", WithoutPool.class, Pools::cast),
				Situation.of("pool: a lazy one with a replica that is no bean", WithReplica.class, Pools::replica),
				Situation.of("pool: closed with the application", ClosedWithTheApplication.class, (context) -> {
					context.getBean(JdbcTemplate.class).execute("SELECT 1");
					context.close();
					return ClosedWithTheApplication.pool.isClosed();
				}),
				Situation.of("pool: none, and a bean that needs one", NeedsOne.class, (context) -> "").withoutSpans(),
				Situation.of("pool: two, and a bean that needs one", TwoAndNoPrimary.class, (context) -> "")
					.withoutSpans(),
				Situation.of("pool: a driver that refuses", Refusing.class, Pools::names).withoutSpans(),
				Situation.of("pool: of H2, a final class", H2Pool.class, Pools::names),
				Situation.of("pool: of H2, injected by its final class", ByFinalClass.class, Pools::names),
				Situation.of("pool: with a final method, injected by its class", ByFinalMethod.class, Pools::names)
					.withoutSpans(),
				Situation.of("pool: in a circular reference", Circle.class, Pools::circle)
					.with("spring.main.allow-circular-references=true"),
				Situation.of("pool: in a circular reference that is not allowed", Circular.class, (context) -> "")
					.withoutSpans());
	}

	private static Object types(ConfigurableApplicationContext context) {
		ask(context.getBean(DataSource.class));
		NeedsHikari bean = context.getBean(NeedsHikari.class);
		return List.of(bean.pool != null, bean.all.size(), bean.byName.keySet().toString(),
				context.getBean("dataSource") == context.getBean(HikariDataSource.class),
				context.getBean(DataSource.class) == bean.pool, bean.pool.getPoolName(), bean.pool.getMaximumPoolSize(),
				bean.pool.isRunning());
	}

	private static Object unwrapped(ConfigurableApplicationContext context) throws SQLException {
		DataSource bean = context.getBean(DataSource.class);
		ask(bean);
		return List.of(bean.isWrapperFor(HikariDataSource.class), bean.isWrapperFor(DataSource.class),
				bean.isWrapperFor(JdbcDataSource.class), bean.unwrap(HikariDataSource.class) == bean,
				bean.unwrap(HikariDataSource.class).getHikariPoolMXBean().getTotalConnections(),
				thrown(() -> bean.unwrap(JdbcDataSource.class)));
	}

	private static Object keys(ConfigurableApplicationContext context) throws SQLException {
		DataSource bean = context.getBean(DataSource.class);
		ask(bean);
		Map<DataSource, String> map = new HashMap<>(Map.of(bean, "found"));
		return List.of(bean.equals(bean), bean.hashCode() == bean.hashCode(),
				String.valueOf(map.get(context.getBean(HikariDataSource.class))),
				bean.equals(context.getBean("dataSource")), bean.equals(new HikariDataSource()));
	}

	private static Object details(ConfigurableApplicationContext context) throws SQLException {
		HikariDataSource bean = context.getBean(HikariDataSource.class);
		ask(bean);
		return List.of(bean.toString(), thrown(() -> {
			bean.setLoginTimeout(7);
			return bean.getLoginTimeout();
		}), thrown(bean::getLoginTimeout), thrown(bean::getLogWriter), bean.getJdbcUrl(),
				String.valueOf(bean.getUsername()), bean.getHikariPoolMXBean().getIdleConnections(),
				thrown(() -> bean.getConnection("other", "user")));
	}

	private static Object connection(ConfigurableApplicationContext context) throws SQLException {
		DataSource bean = context.getBean(DataSource.class);
		ask(bean);
		try (Connection connection = bean.getConnection()) {
			Map<Connection, String> map = new HashMap<>(Map.of(connection, "found"));
			return List.of(connection.isWrapperFor(JdbcConnection.class), connection.isWrapperFor(Connection.class),
					connection.unwrap(JdbcConnection.class).getTraceId() >= 0, connection.equals(connection),
					String.valueOf(map.get(connection)), connection.getClass().getInterfaces().length > 0,
					connection.isValid(1), connection.getMetaData().getURL(),
					thrown(() -> connection.unwrap(HikariDataSource.class)));
		}
	}

	private static Object wayBack(ConfigurableApplicationContext context) throws SQLException {
		try (Connection connection = context.getBean(DataSource.class).getConnection();
				PreparedStatement statement = connection.prepareStatement("SELECT 1");
				ResultSet rows = statement.executeQuery()) {
			return List.of(statement.getConnection() == connection, statement.equals(rows.getStatement()),
					connection.getMetaData().getConnection() == connection);
		}
	}

	private static Object failures(ConfigurableApplicationContext context) throws SQLException {
		JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
		jdbc.execute("DROP TABLE IF EXISTS u");
		jdbc.execute("CREATE TABLE u (id INT PRIMARY KEY)");
		jdbc.update("INSERT INTO u VALUES (1)");
		try (Connection connection = context.getBean(DataSource.class).getConnection()) {
			connection.close();
			return List.of(thrown(() -> jdbc.update("INSERT INTO u VALUES (1)")),
					thrown(() -> jdbc.queryForList("SELECT nothing FROM nowhere")),
					thrown(() -> jdbc.queryForObject("SELECT id FROM u WHERE id = 2", Integer.class)),
					thrown(() -> jdbc.update("INSERT INTO u VALUES (?)", "no number")),
					thrown(() -> connection.prepareStatement("SELECT 1")));
		}
	}

	private static Object statements(ConfigurableApplicationContext context) throws SQLException {
		JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
		jdbc.execute("DROP TABLE IF EXISTS v");
		jdbc.execute("CREATE TABLE v (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20))");
		List<Object> seen = new ArrayList<>();
		try (Connection connection = context.getBean(DataSource.class).getConnection()) {
			try (PreparedStatement insert = connection.prepareStatement("INSERT INTO v (name) VALUES (?)",
					new String[] { "ID" })) {
				insert.setString(1, "one");
				seen.add(insert.executeUpdate());
				ResultSet keys = insert.getGeneratedKeys();
				seen.add(keys.next() ? keys.getInt(1) : "no key");
				insert.setString(1, "two");
				insert.addBatch();
				insert.setString(1, "three");
				insert.addBatch();
				seen.add(java.util.Arrays.toString(insert.executeBatch()));
				seen.add(insert.getUpdateCount());
				seen.add(insert.getMoreResults());
			}
			try (ResultSet rows = connection.createStatement().executeQuery("SELECT * FROM v ORDER BY id")) {
				while (rows.next()) {
					seen.add(rows.getString("name") + rows.getObject(1).getClass().getName());
				}
			}
			seen.add(String.valueOf(connection.getWarnings()));
		}
		seen.add(jdbc.queryForList("SELECT * FROM v").toString());
		return seen;
	}

	private static Object returned(ConfigurableApplicationContext context) throws SQLException {
		HikariDataSource pool = context.getBean(HikariDataSource.class);
		JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
		for (int i = 0; i < 10; i++) {
			jdbc.queryForList("SELECT 1");
		}
		Connection open = pool.getConnection();
		int active = pool.getHikariPoolMXBean().getActiveConnections();
		open.close();
		open.close();
		return List.of(active, pool.getHikariPoolMXBean().getActiveConnections(), open.isClosed());
	}

	private static Object evicted(ConfigurableApplicationContext context) throws SQLException {
		HikariDataSource pool = context.getBean(HikariDataSource.class);
		ask(pool);
		try (Connection connection = pool.getConnection()) {
			int before = pool.getHikariPoolMXBean().getActiveConnections();
			pool.evictConnection(connection);
			return before - pool.getHikariPoolMXBean().getActiveConnections();
		}
	}

	private static Object cast(ConfigurableApplicationContext context) throws SQLException {
		ask(context.getBean(DataSource.class));
		try (Connection connection = context.getBean(DataSource.class).getConnection()) {
			JdbcConnection cast = (JdbcConnection) connection;
			cast.setAutoCommit(false);
			return List.of(cast.getSession() != null, cast.getAutoCommit(), cast.unwrap(JdbcConnection.class) != null,
					cast.getMetaData().getConnection() == connection, cast.createStatement().getConnection() == cast,
					cast.equals(connection));
		}
	}

	private static Object replica(ConfigurableApplicationContext context) {
		TransactionTemplate transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
		transaction.setReadOnly(true);
		JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
		String database = "SELECT DATABASE()";
		return List.of(context.getBean(DataSource.class).getClass() == LazyConnectionDataSourceProxy.class,
				jdbc.queryForList(database),
				String.valueOf(transaction.<Object>execute((status) -> jdbc.queryForList(database))));
	}

	private static Object circle(ConfigurableApplicationContext context) {
		Circle.Listener listener = context.getBean(Circle.Listener.class);
		JdbcTemplate jdbc = new JdbcTemplate(listener.dataSource);
		jdbc.execute("CREATE TABLE IF NOT EXISTS c (id INT)");
		new TransactionTemplate(context.getBean(PlatformTransactionManager.class)).executeWithoutResult((status) -> {
			jdbc.update("INSERT INTO c VALUES (1)");
			status.setRollbackOnly();
		});
		return List.of(listener.dataSource == context.getBean(DataSource.class), jdbc.queryForList("SELECT * FROM c"));
	}

	private static Object names(ConfigurableApplicationContext context) {
		Map<String, Object> seen = new LinkedHashMap<>();
		context.getBeansOfType(DataSource.class).forEach((name, pool) -> seen.put(name, ask(pool)));
		return seen.toString();
	}

	private static Object ask(DataSource pool) {
		return thrown(() -> new JdbcTemplate(pool).queryForObject("SELECT 1", Integer.class));
	}

	/**
	 * Returns what a call throws, with all causes, or what it returns.
	 */
	static String thrown(Callable<?> call) {
		try {
			return "returned " + call.call();
		}
		catch (Exception ex) {
			return Run.describe(ex);
		}
	}

	private static HikariDataSource pool(String name) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(URL.formatted(name));
		pool.setMaximumPoolSize(2);
		// Otherwise one more is opened in the background, at once or later.
		pool.setMinimumIdle(0);
		pool.setPoolName(name);
		return pool;
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(NeedsHikari.class)
	static class Hikari {

		@Bean
		HikariDataSource dataSource() {
			return pool("hikari");
		}

		@Bean
		JdbcTemplate jdbcTemplate(DataSource dataSource) {
			return new JdbcTemplate(dataSource);
		}

	}

	static class NeedsHikari {

		final HikariDataSource pool;

		final List<DataSource> all;

		final Map<String, DataSource> byName;

		@Autowired
		NeedsHikari(HikariDataSource pool, List<DataSource> all, Map<String, DataSource> byName) throws SQLException {
			this.pool = pool;
			this.all = all;
			this.byName = byName;
			pool.getConnection().close();
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class TwoPools {

		@Bean
		@Primary
		DataSource orders() {
			return pool("orders");
		}

		@Bean
		HikariDataSource archive() {
			return pool("archive");
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class ClosedWithTheApplication {

		static HikariDataSource pool = new HikariDataSource();

		@Bean
		HikariDataSource dataSource() {
			pool = pool("closed");
			return pool;
		}

		@Bean
		JdbcTemplate jdbcTemplate(DataSource dataSource) {
			return new JdbcTemplate(dataSource);
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class NeedsOne {

		@Bean
		JdbcTemplate jdbcTemplate(DataSource dataSource) {
			return new JdbcTemplate(dataSource);
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(NeedsOne.class)
	static class TwoAndNoPrimary {

		@Bean
		DataSource orders() {
			return pool("orders");
		}

		@Bean
		HikariDataSource archive() {
			return pool("archive");
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Refusing {

		@Bean
		DataSource dataSource() {
			JdbcDataSource dataSource = new JdbcDataSource();
			dataSource.setURL("jdbc:h2:mem:absent;IFEXISTS=TRUE");
			return dataSource;
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class H2Pool {

		@Bean
		DataSource dataSource() {
			return JdbcConnectionPool.create(URL.formatted("h2-pool"), "sa", "");
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class WithoutPool {

		@Bean
		DriverManagerDataSource dataSource() {
			return new DriverManagerDataSource(URL.formatted("without-pool"));
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class WithReplica {

		@Bean
		DataSource dataSource() {
			LazyConnectionDataSourceProxy lazy = new LazyConnectionDataSourceProxy(pool("primary"));
			lazy.setReadOnlyDataSource(pool("replica"));
			return lazy;
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class ByFinalClass {

		@Bean
		JdbcDataSource dataSource() {
			JdbcDataSource dataSource = new JdbcDataSource();
			dataSource.setURL(URL.formatted("by-final-class"));
			return dataSource;
		}

		@Bean
		String user(JdbcDataSource dataSource, JdbcTemplate jdbc) {
			return dataSource.getURL() + jdbc.queryForObject("SELECT 1", Integer.class);
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class ByFinalMethod {

		@Bean
		HikariWithFinalMethod dataSource() {
			return new HikariWithFinalMethod();
		}

		@Bean
		String user(HikariWithFinalMethod dataSource) {
			return dataSource.region();
		}

	}

	static class HikariWithFinalMethod extends HikariDataSource {

		private final String region = "north";

		HikariWithFinalMethod() {
			setJdbcUrl(URL.formatted("by-final-method"));
		}

		public final String region() {
			return this.region;
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(Circle.Listener.class)
	static class Circle {

		@Bean
		HikariWithListener dataSource() {
			return new HikariWithListener();
		}

		@Lazy
		static class Listener {

			final DataSource dataSource;

			Listener(DataSource dataSource) {
				this.dataSource = dataSource;
			}

		}

		static class HikariWithListener extends HikariDataSource {

			HikariWithListener() {
				setJdbcUrl(URL.formatted("circle"));
			}

			@Autowired
			public void setListener(Listener listener) {
			}

		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import({ Circular.First.class, Circular.Second.class })
	static class Circular {

		@Bean
		HikariDataSource dataSource(First first) {
			return pool("circular");
		}

		static class First {

			First(Second second) {
			}

		}

		static class Second {

			Second(DataSource dataSource) {
			}

		}

	}

}
