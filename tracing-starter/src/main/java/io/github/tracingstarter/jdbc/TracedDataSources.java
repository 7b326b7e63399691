package io.github.tracingstarter.jdbc;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.cglib.core.CodeGenerationException;
import org.springframework.core.NativeDetector;
import org.springframework.objenesis.ObjenesisException;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Wraps data sources in proxies as Spring AOP has them: the result is still a
 * {@code HikariDataSource} to whoever injects one, and Boot finds the pool in it for
 * health, metrics and rebinding.
 */
final class TracedDataSources {

	private final StatementTracer tracer;

	TracedDataSources(StatementTracer tracer) {
		this.tracer = tracer;
	}

	/**
	 * Whether the connections of a data source are traced already, by it or by what it
	 * wraps.
	 * @param dataSource the data source
	 * @return whether it says so
	 */
	static boolean isTraced(DataSource dataSource) {
		try {
			return dataSource.isWrapperFor(TracedConnection.class);
		}
		catch (SQLException | RuntimeException | LinkageError ex) {
			return false;
		}
	}

	DataSource wrap(DataSource dataSource) {
		ConnectionInterceptor interceptor = new ConnectionInterceptor(this.tracer, new TracedPool(dataSource));
		if (dataSource instanceof Advised advised && !advised.isFrozen()) {
			advised.addAdvisor(advisor(interceptor));
			return dataSource;
		}
		Class<?> type = dataSource.getClass();
		if (!NativeDetector.inNativeImage() && isExtensible(type)) {
			try {
				return isGenerated(type) ? withClass(dataSource, interceptor)
						: DataSourceProxies.create(dataSource, interceptor);
			}
			catch (AopConfigException | CodeGenerationException | IllegalArgumentException | ObjenesisException
					| LinkageError ex) {
				// A class that cannot be extended after all, such as a private one.
			}
		}
		return withInterfaces(dataSource, interceptor);
	}

	/**
	 * Spring AOP knows how to do without the generated class, which may have been made to
	 * be the last.
	 */
	private static boolean isGenerated(Class<?> type) {
		return type.getName().contains(ClassUtils.CGLIB_CLASS_SEPARATOR);
	}

	private static DataSource withClass(DataSource dataSource, ConnectionInterceptor interceptor) {
		ProxyFactory factory = new ProxyFactory();
		factory.setTarget(dataSource);
		factory.setProxyTargetClass(true);
		factory.addAdvisor(advisor(interceptor));
		return (DataSource) factory.getProxy(dataSource.getClass().getClassLoader());
	}

	private static DataSource withInterfaces(DataSource dataSource, ConnectionInterceptor interceptor) {
		ProxyFactory factory = new ProxyFactory();
		factory.setTarget(dataSource);
		// Those of a native image must be known when it is built.
		factory.setInterfaces(NativeDetector.inNativeImage() ? new Class<?>[] { DataSource.class }
				: ClassUtils.getAllInterfacesForClass(dataSource.getClass()));
		factory.addAdvisor(advisor(interceptor));
		return (DataSource) factory.getProxy(dataSource.getClass().getClassLoader());
	}

	private static Advisor advisor(ConnectionInterceptor interceptor) {
		NameMatchMethodPointcut pointcut = new NameMatchMethodPointcut();
		pointcut.setMappedNames(ConnectionInterceptor.METHODS.toArray(String[]::new));
		return new DefaultPointcutAdvisor(pointcut, interceptor);
	}

	/**
	 * A final method cannot be passed on by a subclass: it would see empty fields. Only
	 * public ones count; the target calls the others on itself.
	 */
	private static boolean isExtensible(Class<?> type) {
		if (Modifier.isFinal(type.getModifiers())) {
			return false;
		}
		for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type,
				(candidate) -> candidate.getDeclaringClass() != Object.class)) {
			if (Modifier.isFinal(method.getModifiers()) && Modifier.isPublic(method.getModifiers())
					&& !Modifier.isStatic(method.getModifiers())) {
				return false;
			}
		}
		return true;
	}

}
