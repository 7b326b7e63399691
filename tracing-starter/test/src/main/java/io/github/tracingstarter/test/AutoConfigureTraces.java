package io.github.tracingstarter.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Records the traces of a test, for {@link RecordedTraces}, which can be a parameter of a
 * test method or a field with {@code @Autowired}. Use it on a class together with
 * {@code @SpringBootTest} or the annotation of a slice, such as {@code @WebMvcTest},
 * {@code @DataJpaTest} or {@code @JdbcTest}, which is then traced as well.
 * <p>
 * Each test method starts without traces, and every trace is recorded regardless of the
 * application's sampling. Test methods that record traces do not run in parallel, because
 * they can share an application.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
@ExtendWith(TracesExtension.class)
@ResourceLock("io.github.tracingstarter.test")
public @interface AutoConfigureTraces {

}
