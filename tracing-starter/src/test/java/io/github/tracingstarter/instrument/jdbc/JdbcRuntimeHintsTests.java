package io.github.tracingstarter.instrument.jdbc;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.Statement;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.InfrastructureProxy;
import org.springframework.jdbc.datasource.ConnectionHolder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a native image is told.
 */
class JdbcRuntimeHintsTests {

	@Test
	void theProxiesOfANativeImageAreKnown() {
		RuntimeHints hints = new RuntimeHints();
		new JdbcRuntimeHints().registerHints(hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.proxies()
			.forInterfaces(AopProxyUtils.completeJdkProxyInterfaces(DataSource.class, InfrastructureProxy.class)))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(ConnectionHolder.class, "setConnection"))
			.accepts(hints);
		for (Class<?> type : new Class<?>[] { Connection.class, Statement.class, PreparedStatement.class,
				CallableStatement.class, DatabaseMetaData.class }) {
			assertThat(RuntimeHintsPredicates.proxies().forInterfaces(type, TracedConnection.class)).accepts(hints);
		}
		for (Class<?> type : new Class<?>[] { ConnectionProxy.class, StatementProxy.class, PreparedStatementProxy.class,
				MetaDataProxy.class }) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(type)
				.withMemberCategory(MemberCategory.INVOKE_PUBLIC_METHODS)).accepts(hints);
		}
	}

}
