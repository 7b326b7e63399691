package io.github.tracingstarter.instrument.jdbc;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.core.InfrastructureProxy;

/**
 * Registers the JDK proxies that a native image needs, and the methods that they call.
 */
class JdbcRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.proxies()
			.registerJdkProxy(AopProxyUtils.completeJdkProxyInterfaces(DataSource.class, InfrastructureProxy.class));
		for (Class<?> type : new Class<?>[] { Connection.class, Statement.class, PreparedStatement.class,
				CallableStatement.class, DatabaseMetaData.class }) {
			hints.proxies().registerJdkProxy(type, TracedConnection.class);
		}
		hints.reflection()
			.registerTypeIfPresent(classLoader, "org.springframework.jdbc.datasource.ConnectionHolder",
					(holder) -> holder.withMethod("setConnection", List.of(TypeReference.of(Connection.class)),
							ExecutableMode.INVOKE));
		hints.reflection()
			.registerTypeIfPresent(classLoader, "org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy",
					MemberCategory.ACCESS_DECLARED_FIELDS);
		// For the pool that the proxy shows, and whether it has a URL.
		hints.reflection()
			.registerTypeIfPresent(classLoader, "com.zaxxer.hikari.HikariDataSource",
					MemberCategory.ACCESS_DECLARED_FIELDS, MemberCategory.INVOKE_PUBLIC_METHODS);
		for (Class<?> type : new Class<?>[] { ConnectionProxy.class, StatementProxy.class, PreparedStatementProxy.class,
				MetaDataProxy.class }) {
			hints.reflection().registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS);
		}
	}

}
