/**
 * An application as others write it, outside the packages of the starter.
 */
@NullMarked
package com.example.items;

import org.jspecify.annotations.NullMarked;
