package io.github.tracingstarter.instrument.jdbc;

import java.io.PrintWriter;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.zaxxer.hikari.HikariDataSource;
import io.github.tracingstarter.testing.RecordedSpans;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.commons.dbcp2.DelegatingConnection;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.Type;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.SmartDataSource;

import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.runner;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.traced;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application does with a connection that JDBC does not know of: giving it to the
 * pool, or to the driver, and casting it to the driver's class.
 */
@ExtendWith(OutputCaptureExtension.class)
class DriverClassTests {

	private static final String URL = "jdbc:h2:mem:driver-class;DB_CLOSE_DELAY=-1";

	@Test
	void aPoolKnowsTheConnectionItIsToEvict() {
		runner().run((context) -> {
			HikariDataSource pool = context.getBean(HikariDataSource.class);
			try (Connection connection = pool.getConnection()) {
				assertThat(connection).isInstanceOf(TracedConnection.class);
				int before = pool.getHikariPoolMXBean().getActiveConnections();
				pool.evictConnection(connection);
				assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isEqualTo(before - 1);
			}
		});
	}

	@Test
	void aPoolWithAdviceAndOneBehindInterfacesKnowItToo() {
		Connection real = h2Connection();
		for (boolean advised : new boolean[] { true, false }) {
			FinalPool pool = new FinalPool(real);
			runner()
				.withBean("dataSource", Evicting.class,
						() -> advised ? (Evicting) new ProxyFactory(pool).getProxy(getClass().getClassLoader()) : pool)
				.run((context) -> {
					Evicting bean = context.getBean(Evicting.class);
					Connection connection = bean.getConnection();
					assertThat(connection).isInstanceOf(TracedConnection.class);
					bean.evict(connection, "name");
					bean.evict(connection.createStatement(), "name");
					assertThat(pool.evicted).hasSize(2).noneMatch(TracedConnection.class::isInstance);
				});
		}
	}

	@Test
	void aSmartDataSourceKnowsItsConnection() {
		SingleConnectionDataSource single = new SingleConnectionDataSource(h2Connection(), false);
		runner().withBean("dataSource", SingleConnectionDataSource.class, () -> single).run((context) -> {
			SmartDataSource bean = context.getBean(SmartDataSource.class);
			assertThat(bean.shouldClose(bean.getConnection())).isFalse();
		});
	}

	static List<DataSource> withH2sClass() throws SQLException {
		JdbcDataSource plain = new JdbcDataSource();
		plain.setURL(URL);
		return List.of(plain, new DriverManagerDataSource(URL), JdbcConnectionPool.create(URL, "", ""));
	}

	@ParameterizedTest
	@MethodSource("withH2sClass")
	void aConnectionCanBeCastToTheDriversClass(DataSource dataSource) {
		runner().withBean("dataSource", DataSource.class, () -> dataSource).run((context) -> {
			Connection connection = context.getBean(DataSource.class).getConnection();
			JdbcConnection cast = (JdbcConnection) connection;
			assertThat(cast.getSession()).isNotNull();
			assertThat(cast.getTraceId()).isEqualTo(cast.unwrap(JdbcConnection.class).getTraceId());
			assertThat(cast).hasToString(cast.unwrap(Connection.class).toString())
				.isEqualTo(cast)
				.hasSameHashCodeAs(cast);
			assertOneSelect(context, connection);
			try (Statement statement = connection.createStatement()) {
				assertThat(statement.getConnection()).isSameAs(connection);
				assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
			}
			assertThatTransactionsWork(connection);
			connection.close();
			assertThat(connection.isClosed()).isTrue();
			assertThat(cast.isClosed()).isTrue();
		});
	}

	@Test
	void aConnectionCanBeCastToThePoolsClass() {
		BasicDataSource dbcp = new BasicDataSource();
		dbcp.setUrl(URL);
		dbcp.setAccessToUnderlyingConnectionAllowed(true);
		runner().withBean("dataSource", DataSource.class, () -> dbcp).run((context) -> {
			try (Connection connection = context.getBean(DataSource.class).getConnection()) {
				DelegatingConnection<?> cast = (DelegatingConnection<?>) connection;
				assertThat(cast.getInnermostDelegate()).isInstanceOf(JdbcConnection.class);
				assertThat(cast.getInnermostDelegateInternal()).isInstanceOf(JdbcConnection.class);
				assertOneSelect(context, connection);
				dbcp.invalidateConnection(connection.unwrap(Connection.class));
			}
			BasicDataSource bean = (BasicDataSource) context.getBean(DataSource.class);
			try (Connection connection = bean.getConnection()) {
				assertThat(bean.getNumActive()).isOne();
				bean.invalidateConnection(connection);
				assertThat(bean.getNumActive()).isZero();
			}
		});
	}

	@Test
	void aPoolWhoseClassesAreFinalIsTraced() {
		ComboPooledDataSource c3p0 = new ComboPooledDataSource();
		c3p0.setJdbcUrl(URL);
		runner().withBean("dataSource", DataSource.class, () -> c3p0).run((context) -> {
			try (Connection connection = context.getBean(DataSource.class).getConnection()) {
				assertThat(connection).isInstanceOf(com.mchange.v2.c3p0.C3P0ProxyConnection.class);
				assertOneSelect(context, connection);
			}
			c3p0.close();
		});
	}

	@Test
	void aDriverWhoseClassIsFinalIsLeftAloneAndNamed(CapturedOutput output) {
		runner().withBean("dataSource", DataSource.class, FinalDriver::new).run((context) -> {
			for (int i = 0; i < 2; i++) {
				try (Connection connection = context.getBean(DataSource.class).getConnection()) {
					assertThat(((FinalConnection) connection).ofThisDriver()).isTrue();
				}
			}
			assertThat(output.getOut().split("\\R"))
				.filteredOn((line) -> line.contains("Connections of the class " + FinalConnection.class.getName()))
				.hasSize(1);
		});
	}

	/**
	 * Its class can be used, although nobody can list its methods.
	 */
	@Test
	void aDriverThatLacksAClassIsLeftAloneAndNamed(CapturedOutput output) throws Exception {
		Constructor<?> incomplete = incompleteClass().getConstructor(Connection.class);
		AbstractDataSource driver = new FinalDriver() {

			@Override
			public Connection getConnection() {
				return (Connection) BeanUtils.instantiateClass(incomplete, h2Connection());
			}

		};
		runner().withBean("dataSource", DataSource.class, () -> driver).run((context) -> {
			for (int i = 0; i < 2; i++) {
				try (Connection connection = context.getBean(DataSource.class).getConnection()) {
					assertThat(connection).isExactlyInstanceOf(incomplete.getDeclaringClass());
				}
			}
			assertThat(output.getOut().split("\\R"))
				.filteredOn((line) -> line.contains("Connections of the class " + incomplete.getName()))
				.hasSize(1);
			assertThat(output).doesNotContain("could not be traced");
		});
	}

	private static Class<?> incompleteClass() throws IllegalAccessException {
		ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
		String parent = Type.getInternalName(DelegatingConnection.class);
		writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, Type.getInternalName(DriverClassTests.class) + "$Incomplete",
				null, parent, null);
		MethodVisitor constructor = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "(Ljava/sql/Connection;)V", null,
				null);
		constructor.visitVarInsn(Opcodes.ALOAD, 0);
		constructor.visitVarInsn(Opcodes.ALOAD, 1);
		constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, parent, "<init>", "(Ljava/sql/Connection;)V", false);
		constructor.visitInsn(Opcodes.RETURN);
		constructor.visitMaxs(0, 0);
		MethodVisitor method = writer.visitMethod(Opcodes.ACC_PUBLIC, "with", "(Lmissing/Optional;)V", null, null);
		method.visitInsn(Opcodes.RETURN);
		method.visitMaxs(0, 0);
		return MethodHandles.lookup().defineClass(writer.toByteArray());
	}

	private static void assertThatTransactionsWork(Connection connection) throws SQLException {
		connection.setAutoCommit(false);
		try (Statement statement = connection.createStatement()) {
			statement.execute("CREATE TABLE IF NOT EXISTS cast_table (id INT)");
			connection.commit();
			try (PreparedStatement insert = connection.prepareStatement("INSERT INTO cast_table VALUES (?)")) {
				insert.setInt(1, 1);
				assertThat(insert.executeUpdate()).isOne();
			}
			connection.rollback();
			assertThat(statement.executeQuery("SELECT * FROM cast_table").next()).isFalse();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		connection.setAutoCommit(true);
	}

	private static void assertOneSelect(ApplicationContext context, Connection connection) {
		traced(context, () -> {
			try (Statement statement = connection.createStatement()) {
				return statement.executeQuery("SELECT 1").next();
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		});
		assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("""
				INTERNAL request
				  CLIENT SELECT
				""");
	}

	private static Connection h2Connection() {
		try {
			return DriverManager.getConnection(URL);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	interface Evicting extends DataSource {

		void evict(Connection connection, String name);

		void evict(Statement statement, String name);

	}

	static final class FinalPool extends AbstractDataSource implements Evicting {

		private final Connection connection;

		private final List<Object> evicted = new ArrayList<>();

		FinalPool(Connection connection) {
			this.connection = connection;
		}

		@Override
		public Connection getConnection() {
			return this.connection;
		}

		@Override
		public Connection getConnection(String username, String password) {
			return this.connection;
		}

		@Override
		public void evict(Connection one, String name) {
			this.evicted.add(one);
		}

		@Override
		public void evict(Statement one, String name) {
			this.evicted.add(one);
		}

		@Override
		public void setLogWriter(PrintWriter out) {
		}

	}

	static class FinalDriver extends AbstractDataSource {

		@Override
		public Connection getConnection() {
			return new FinalConnection(h2Connection());
		}

		@Override
		public Connection getConnection(String username, String password) {
			return getConnection();
		}

	}

	public static final class FinalConnection extends DelegatingConnection<Connection> {

		FinalConnection(Connection connection) {
			super(connection);
		}

		public boolean ofThisDriver() {
			return true;
		}

	}

}
