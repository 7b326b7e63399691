package io.github.tracingstarter.instrument.jdbc;

import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.context.properties.bind.Binder;

/**
 * The first proxy of a data source in a JVM, which is created while the application
 * starts.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(7)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@State(Scope.Thread)
public class DataSourceProxyBenchmark {

	private final HikariDataSource pool = new HikariDataSource();

	private final ConnectionInterceptor interceptor = new ConnectionInterceptor(new StatementTracer(() -> {
		throw new IllegalStateException("No connection is asked for");
	}, List::of, new Binder().bindOrCreate("tracing.jdbc", JdbcProperties.class), new CallSite(List::of)),
			new TracedPool(this.pool));

	@Benchmark
	public DataSource ours() {
		return DataSourceProxies.create(this.pool, this.interceptor);
	}

	/**
	 * A proxy of the class that intercepts all of its methods.
	 */
	@Benchmark
	public Object springAop() {
		ProxyFactory factory = new ProxyFactory(this.pool);
		factory.setProxyTargetClass(true);
		factory.addAdvice(this.interceptor);
		return factory.getProxy();
	}

}
