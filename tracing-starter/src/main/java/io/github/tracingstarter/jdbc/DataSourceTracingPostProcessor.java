package io.github.tracingstarter.jdbc;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import javax.sql.DataSource;
import javax.sql.XADataSource;

import io.github.tracingstarter.core.TracingReport;
import io.github.tracingstarter.core.WrappingPostProcessor;

import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;

/**
 * Has the connections of the application's data sources traced. Each innermost pool is
 * wrapped once, whoever wraps it again.
 */
class DataSourceTracingPostProcessor extends WrappingPostProcessor implements Ordered {

	static final String INSTRUMENTATION = "JDBC";

	private static final boolean SPRING_JDBC = ClassUtils.isPresent(
			"org.springframework.jdbc.datasource.DelegatingDataSource",
			DataSourceTracingPostProcessor.class.getClassLoader());

	private final ObjectProvider<StatementTracer> tracer;

	private final ObjectProvider<JdbcProperties> properties;

	private final ObjectProvider<TracingReport> report;

	private final Set<String> seen = ConcurrentHashMap.newKeySet();

	private final Set<DataSource> excluded = Collections
		.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	DataSourceTracingPostProcessor(ObjectProvider<StatementTracer> tracer, ObjectProvider<JdbcProperties> properties,
			ObjectProvider<TracingReport> report) {
		this.tracer = tracer;
		this.properties = properties;
		this.report = report;
	}

	/**
	 * After Boot's own post-processor for {@code spring.datasource.connection-fetch},
	 * whose order is 0, so that what it wraps is seen from outside.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE - 10;
	}

	@Override
	protected Object wrap(Object bean, String beanName) {
		if (bean instanceof DataSource dataSource) {
			return process(dataSource, beanName);
		}
		if (bean instanceof XADataSource) {
			leaveAlone(beanName, bean, "it is an XADataSource and no DataSource");
			this.seen.add(beanName);
		}
		return bean;
	}

	/**
	 * Whether this met the bean.
	 * @param beanName the bean's name
	 * @return whether it did
	 */
	boolean hasSeen(String beanName) {
		return this.seen.contains(beanName);
	}

	private DataSource process(DataSource dataSource, String beanName) {
		try {
			return traceable(dataSource, beanName);
		}
		catch (RuntimeException | LinkageError ex) {
			Failures.log(ex);
			leaveAlone(beanName, dataSource, "wrapping it failed: " + ex);
			return dataSource;
		}
		finally {
			this.seen.add(beanName);
		}
	}

	private DataSource traceable(DataSource dataSource, String beanName) {
		if (ScopedProxyUtils.isScopedTarget(beanName)) {
			return dataSource;
		}
		if (this.properties.getObject().exclude().contains(beanName)) {
			this.excluded.add(dataSource);
			leaveAlone(beanName, dataSource, "tracing.jdbc.exclude names it");
			return dataSource;
		}
		TracedDataSources wrapper = new TracedDataSources(this.tracer.getObject());
		if (dataSource instanceof ScopedObject) {
			traced(beanName, dataSource);
			return wrapper.wrap(dataSource);
		}
		if (SPRING_JDBC && SpringDataSources.isRouting(dataSource)) {
			if (SpringDataSources.targets(dataSource).allMatch(TracedDataSources::isTraced)) {
				leaveAlone(beanName, dataSource, "the data sources it routes to are traced");
				return dataSource;
			}
		}
		else if (TracedDataSources.isTraced(dataSource)) {
			leaveAlone(beanName, dataSource, "its connections are traced already");
			return dataSource;
		}
		if (SPRING_JDBC && SpringDataSources.targets(dataSource).anyMatch(this.excluded::contains)) {
			this.excluded.add(dataSource);
			leaveAlone(beanName, dataSource, "tracing.jdbc.exclude names what it delegates to");
			return dataSource;
		}
		traced(beanName, dataSource);
		if (SPRING_JDBC && SpringDataSources.replaceTarget(dataSource, wrapper::wrap)) {
			return dataSource;
		}
		return wrapper.wrap(dataSource);
	}

	private void traced(String beanName, Object bean) {
		reportOnce(beanName, (target) -> target.traced(INSTRUMENTATION, describe(beanName, bean)));
	}

	private void leaveAlone(String beanName, Object bean, String reason) {
		reportOnce(beanName, (target) -> target.leftAlone(INSTRUMENTATION, describe(beanName, bean), reason));
	}

	// A prototype comes by again and again.
	private void reportOnce(String beanName, Consumer<TracingReport> line) {
		if (!this.seen.contains(beanName)) {
			this.report.ifAvailable(line);
		}
	}

	static String describe(String beanName, Object bean) {
		return "%s (%s)".formatted(beanName, ClassUtils.getUserClass(bean).getSimpleName());
	}

}
