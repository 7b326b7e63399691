package io.github.tracingstarter.instrument.jdbc;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import javax.sql.DataSource;
import javax.sql.XADataSource;

import io.github.tracingstarter.instrument.WrappingPostProcessor;
import io.github.tracingstarter.report.TracingReport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Traces the connections of the application's data sources. Each innermost pool is
 * wrapped once, however often it is wrapped by others.
 */
class DataSourceTracingPostProcessor extends WrappingPostProcessor implements BeanFactoryAware, Ordered {

	static final String INSTRUMENTATION = "JDBC";

	private static final Log logger = LogFactory.getLog(DataSourceTracingPostProcessor.class);

	private static final String UNTRACED_CLASS = "The DataSource '%s' is traced only where a JdbcTemplate, a "
			+ "transaction manager or JPA uses it: %s is final or has final methods, so it cannot be proxied. To trace "
			+ "all of its connections, declare the return type of the bean method as DataSource";

	private static final String UNTRACED_PARENT = "The DataSource '%s' of a parent context is traced only where a "
			+ "JdbcTemplate, a transaction manager or JPA of this context uses it, because the parent has no "
			+ "auto-configuration. To trace all of its connections, add @EnableAutoConfiguration to the parent";

	private static final boolean SPRING_JDBC = ClassUtils.isPresent(
			"org.springframework.jdbc.datasource.DelegatingDataSource",
			DataSourceTracingPostProcessor.class.getClassLoader());

	private final SingletonSupplier<TracedDataSources> dataSources;

	private final SingletonSupplier<DataSourceUsers> users;

	private final ObjectProvider<JdbcProperties> properties;

	private final ObjectProvider<TracingReport> report;

	private @Nullable ConfigurableListableBeanFactory beanFactory;

	private final Set<String> seen = ConcurrentHashMap.newKeySet();

	/** Proxies that are not beans, to which there are otherwise only weak references. */
	private final Set<DataSource> kept = Collections
		.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

	private final AtomicBoolean parentsKnown = new AtomicBoolean();

	private final Set<DataSource> excluded = Collections
		.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	DataSourceTracingPostProcessor(ObjectProvider<StatementTracer> tracer, ObjectProvider<JdbcProperties> properties,
			ObjectProvider<TracingReport> report) {
		this.dataSources = SingletonSupplier.of(() -> new TracedDataSources(tracer.getObject()));
		this.users = SingletonSupplier.of(() -> new DataSourceUsers(this.dataSources.obtain()));
		this.properties = properties;
		this.report = report;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (beanFactory instanceof ConfigurableListableBeanFactory listable) ? listable : null;
	}

	/**
	 * Runs after Boot's own post-processor for
	 * {@code spring.datasource.connection-fetch}, whose order is 0, so that its wrapper
	 * is seen from outside.
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
			leaveAlone(beanName, bean, "it is an XADataSource but not a DataSource");
			this.seen.add(beanName);
		}
		if (SPRING_JDBC && DataSourceUsers.hasPool(bean)) {
			Failures.guard(() -> this.users.obtain().trace(bean));
		}
		return bean;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (JpaDataSources.isFactory(bean)) {
			Failures.guard(() -> {
				traceUsersOfParents();
				JpaDataSources.replace(bean, this.dataSources.obtain());
			});
		}
		return bean;
	}

	/**
	 * Returns whether this post-processor has seen a bean.
	 * @param beanName the bean's name
	 * @return whether it has
	 */
	boolean hasSeen(String beanName) {
		return this.seen.contains(beanName);
	}

	/**
	 * Returns whether the application has excluded a data source.
	 * @param dataSource the data source
	 * @return whether it is excluded by the name of its bean
	 */
	boolean isExcluded(DataSource dataSource) {
		return !this.excluded.isEmpty() && this.excluded.contains(dataSource);
	}

	private DataSource process(DataSource dataSource, String beanName) {
		try {
			return traceable(dataSource, beanName);
		}
		catch (RuntimeException | LinkageError ex) {
			Failures.log(ex);
			leaveAlone(beanName, dataSource, "it could not be wrapped: " + ex);
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
			leaveAlone(beanName, dataSource, "it is listed in tracing.jdbc.exclude");
			return dataSource;
		}
		if (dataSource instanceof ScopedObject) {
			return wrapped(dataSource, beanName);
		}
		if (InnerDataSources.areTraced(dataSource)) {
			leaveAlone(beanName, dataSource, isRouting(dataSource) ? "the data sources that it routes to are traced"
					: "its connections are already traced");
			return dataSource;
		}
		if (!this.excluded.isEmpty() && InnerDataSources.of(dataSource).stream().anyMatch(this.excluded::contains)) {
			this.excluded.add(dataSource);
			leaveAlone(beanName, dataSource, "the data source that it delegates to is listed in tracing.jdbc.exclude");
			return dataSource;
		}
		if (SPRING_JDBC && SpringDataSources.replaceTargets(dataSource, this.dataSources.obtain()::wrap)) {
			this.users.obtain().wrapped();
			if (InnerDataSources.areTraced(dataSource)) {
				traced(beanName, dataSource);
				return dataSource;
			}
		}
		return wrapped(dataSource, beanName);
	}

	private static boolean isRouting(DataSource dataSource) {
		return SPRING_JDBC && SpringDataSources.isRouting(dataSource);
	}

	private DataSource wrapped(DataSource dataSource, String beanName) {
		DataSource traced = this.dataSources.obtain().wrap(dataSource);
		if (SPRING_JDBC) {
			this.users.obtain().wrapped();
		}
		if (mayBeAskedForByClass(dataSource, traced, beanName)) {
			if (!this.seen.contains(beanName)) {
				this.kept.add(traced);
				logger.info(UNTRACED_CLASS.formatted(beanName, ClassUtils.getUserClass(dataSource).getName()));
			}
			leaveAlone(beanName, dataSource,
					"its class, which is the declared type of the bean, is final or has final methods");
			return dataSource;
		}
		traced(beanName, dataSource);
		return traced;
	}

	/**
	 * Registers the data sources of parent contexts that are not traced there, and logs
	 * that. Their beans can no longer be replaced.
	 */
	void traceUsersOfParents() {
		if (this.beanFactory == null || !this.parentsKnown.compareAndSet(false, true)) {
			return;
		}
		ParentDataSources.untraced(this.beanFactory).forEach((name, dataSource) -> {
			if (this.properties.getObject().exclude().contains(name)) {
				return;
			}
			this.kept.add(this.dataSources.obtain().wrap(dataSource));
			logger.warn(UNTRACED_PARENT.formatted(name));
			leaveAlone(name, dataSource, "it is a bean of a parent context without tracing");
		});
		if (SPRING_JDBC && !this.kept.isEmpty()) {
			this.users.obtain().wrapped();
		}
	}

	/**
	 * Returns whether an injection point could ask for the class of a data source if its
	 * proxy does not have that class. It could if the bean definition declares more than
	 * an interface.
	 */
	private boolean mayBeAskedForByClass(DataSource dataSource, DataSource traced, String beanName) {
		if (dataSource.getClass().isInstance(traced) || this.beanFactory == null
				|| !this.beanFactory.containsBeanDefinition(beanName)) {
			return false;
		}
		// Not the factory's getType(), which is the class of the data source by now.
		ResolvableType declared = this.beanFactory.getMergedBeanDefinition(beanName).getResolvableType();
		if (FactoryBean.class.isAssignableFrom(declared.toClass())) {
			declared = declared.as(FactoryBean.class).getGeneric();
		}
		return declared != ResolvableType.NONE && !declared.toClass().isInstance(traced);
	}

	private void traced(String beanName, Object bean) {
		reportOnce(beanName, (target) -> target.traced(INSTRUMENTATION, describe(beanName, bean)));
	}

	private void leaveAlone(String beanName, Object bean, String reason) {
		reportOnce(beanName, (target) -> target.leftAlone(INSTRUMENTATION, describe(beanName, bean), reason));
	}

	// Each bean is reported once, although a prototype is processed many times.
	private void reportOnce(String beanName, Consumer<TracingReport> line) {
		if (!this.seen.contains(beanName)) {
			this.report.ifAvailable(line);
		}
	}

	static String describe(String beanName, Object bean) {
		return "%s (%s)".formatted(beanName, ClassUtils.getUserClass(bean).getSimpleName());
	}

}
