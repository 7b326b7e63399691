package io.github.tracingstarter.comparison.reactive;

import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A thing of a user's.
 *
 * @param id the primary key
 * @param userId the user's
 * @param title what it is called
 */
@Table("ITEMS")
record Item(@Id long id, long userId, String title) {

}
